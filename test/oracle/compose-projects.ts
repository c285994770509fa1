/** A project that Compose and the reader are asked about alike. */
export interface ProjectCase {
  readonly what: string;
  /** By path; the analysed file is `analysed`. */
  readonly files: Readonly<Record<string, string>>;
  /** compose.yaml when left out. */
  readonly analysed?: string;
  /** `-f` in this order; what Compose takes by itself when left out. */
  readonly listed?: readonly string[];
}

/** One file, compose.yaml. */
function one(what: string, text: string, beside: Readonly<Record<string, string>> = {}): ProjectCase {
  return { what, files: { ...beside, "compose.yaml": text } };
}

/** compose.yaml and its override. */
function two(what: string, base: string, over: string): ProjectCase {
  return { what, files: { "compose.yaml": base, "compose.override.yaml": over } };
}

/** A key of service `a` in compose.yaml and in its override. */
function laid(key: string, base: string, over: string, rest = ""): ProjectCase {
  const more = rest === "" ? "" : `\n${rest}`;
  return two(
    `${key}: ${over} over ${base}`,
    `services: {b: {image: z}, a: {image: x, ${key}: ${base}}}${more}`,
    `services: {a: {${key}: ${over}}}`,
  );
}

/** Two services of one file, of which `a` extends `base`. */
function extending(key: string, base: string, own: string): ProjectCase {
  return one(
    `extends with ${key}: ${own} over ${base}`,
    `services: {base: {image: x, ${key}: ${base}}, a: {extends: base, ${key}: ${own}}}`,
  );
}

const GPU = "{driver: nvidia, count: 1, capabilities: [gpu]}";
const GPU_0 = '{driver: nvidia, device_ids: ["0"], capabilities: [gpu, utility]}';
const reserved = (devices: string): string => `{resources: {reservations: {devices: [${devices}]}}}`;

const ANCHORS: readonly ProjectCase[] = [
  one(
    "anchors and merge keys",
    `x-gpu: &gpu {deploy: ${reserved(GPU)}}
x-env: &env {A: "1", B: "1"}
services:
  a: {<<: *gpu, image: x, environment: {<<: *env, B: "2"}}
  b: {<<: [*gpu], image: &img y, shm_size: 1g}
  c: {image: *img, environment: *env}`,
  ),
  one(
    "the first of several merged maps, and what the map says itself",
    `x-1: &one {A: one, B: one}
x-2: &two {A: two, C: two}
services: {a: {image: x, environment: {B: mine, <<: [*one, *two]}}}`,
  ),
  one(
    "merging is shallow",
    `x-g: &g {deploy: ${reserved(GPU)}, shm_size: 1g}
services: {a: {<<: *g, image: x, deploy: {replicas: 2}}}`,
  ),
  one("the last anchor of a name", "x-1: &v one\nx-2: &v two\nservices: {a: {image: *v}}"),
  one("a merged map that merges", "x-a: &a {user: u}\nx-b: &b {<<: *a, image: x}\nservices: {a: {<<: *b}}"),
  one(
    "several documents",
    'services: {a: {image: x, ports: ["80:80"]}}\n---\nservices: {a: {image: y, ports: ["81:81"]}, b: {image: z}}',
  ),
  one(
    "items that mean the same",
    'services: {a: {image: x, environment: [A=1, A=2], volumes: ["./a:/a", "./b:/a"]}}',
  ),
  one("a byte order mark and CRLF", "\uFEFFservices:\r\n  a:\r\n    image: x\r\n"),
  one(
    "tags that only one file has",
    'services: {a: {image: x, ports: !override ["80:80"], command: !reset c}}',
  ),
];

const VARIABLES: readonly ProjectCase[] = [
  one(
    ".env, its own variables and defaults",
    'services: {a: {image: "x:$T-${U:-d}-${V-e}", labels: {l: "$$T", m: "${T:+set}"}}}',
    { ".env": "T=1\nV=\nW=${T}2\n" },
  ),
  one("a variable of a variable of .env", 'services: {a: {image: "x:${W}"}}', { ".env": "T=1\nW=${T}2\n" }),
  one("nobody sets it", 'services: {a: {image: "x:${T}", command: "run ${N:-1}"}}'),
  one("variables without values", "services: {a: {image: x, environment: [A, B, C=3]}}", {
    ".env": "A=dot\n",
  }),
  one("keys stay as they are", 'services: {a: {image: x, labels: {"${T}": "1"}}}', { ".env": "T=1\n" }),
  one("the key of an item is substituted", 'services: {a: {image: x, environment: ["${T}=1"]}}', {
    ".env": "T=K\n",
  }),
  {
    what: ".env of the first file's folder",
    files: {
      ".env": "A=root\n",
      "sub/.env": "A=sub\n",
      "sub/c.yaml": 'services: {a: {image: x, labels: {l: "$A"}, volumes: ["./d:/d"]}}',
    },
    analysed: "sub/c.yaml",
    listed: ["sub/c.yaml"],
  },
];

const ENV_FILES: readonly ProjectCase[] = [
  one("files of variables", "services: {a: {image: x, env_file: [e1, e2], environment: {C: mine}}}", {
    ".env": "DOT=dot\n",
    e1: "A=1\nB=$A\nC=${DOT}\nD=${NOPE:-dflt}\nQ=\"q q\"\nR='$A'\n",
    e2: "A=2\nX=$B\n",
  }),
  one(
    "long form, one that need not be there",
    "services: {a: {image: x, env_file: [{path: e1, required: true}, {path: nope, required: false}]}}",
    { e1: "A=1\n" },
  ),
  one(
    "env_file is not for the compose file",
    'services: {a: {image: x, env_file: e, labels: {l: "${A:-none}"}}}',
    {
      e: "A=1\n",
    },
  ),
  one("a path by a variable", "services: {a: {image: x, env_file: '${F:-e}'}}", { e: "A=1\n" }),
];

const FILES: readonly ProjectCase[] = [
  laid("environment", '{A: "1", B: "1"}', '{B: "2", C: "2"}'),
  laid("environment", '{A: "1", B: "1"}', "[B=2, C=2]"),
  laid("environment", "[A=1, B=2, C]", '{A: , B: ""}'),
  laid("environment", "[A=1, B=2]", "[B=3, A]"),
  laid("labels", "[l=base, k]", "{l: over, m: over}"),
  laid("labels", '{a: "1"}', "[a, b=2]"),
  laid("command", "[a, b]", "c d"),
  laid("command", "c", ""),
  laid("entrypoint", "e", "[f, g]"),
  laid("healthcheck", "{test: [CMD, a], interval: 1s}", "{test: b}"),
  laid("ports", '["80:80", "81:81"]', '["80:80", "9000:81"]'),
  laid(
    "ports",
    '["80:80", "127.0.0.1:80:80", "80:80/udp", "443"]',
    '[{target: 80, published: "80"}, "443", "127.0.0.1:80:80"]',
  ),
  laid("ports", '["8000-8001:80-81"]', '["8000:80"]'),
  laid("expose", '["1"]', '["1", "2"]'),
  laid("volumes", '["./one:/data", "vol:/v", "/anon"]', '["./two:/data", "/anon"]', "volumes: {vol: }"),
  laid(
    "volumes",
    '["./one:/data:ro", {type: volume, source: vol, target: /v}]',
    '[{type: bind, source: ./two, target: /data}, "vol:/v:ro"]',
    "volumes: {vol: }",
  ),
  laid("devices", '["/dev/a:/dev/a"]', '["/dev/b:/dev/a", "/dev/c"]'),
  laid("dns", "1.1.1.1", "[2.2.2.2, 1.1.1.1]"),
  laid("tmpfs", "/t", "[/u, /t]"),
  laid("cap_add", "[A]", "[A, B]"),
  laid("extra_hosts", '["h:1.1.1.1"]', "{h: 2.2.2.2, i: 3.3.3.3}"),
  laid("profiles", "[p]", "[q, p]"),
  laid("depends_on", "[b]", "{b: {condition: service_healthy}}"),
  laid("depends_on", "{b: {condition: service_healthy}}", "[b]"),
  laid("networks", "[nn]", "{mm: {aliases: [z]}}", "networks: {nn: , mm: }"),
  laid("ulimits", "{memlock: 1, nofile: {soft: 1, hard: 2}}", "{memlock: -1, nofile: 5}"),
  laid("shm_size", "1g", "2g"),
  laid("shm_size", "1g", ""),
  laid("build", "./one", "{dockerfile: D, args: [X=1]}"),
  laid("build", '{context: ./b, args: {A: "1"}}', "./two"),
  laid("build", '{context: ./b, args: {A: "1"}}', "{args: [B=2, A=3]}"),
  laid("logging", "{driver: x, options: {a: b}}", "{driver: y}"),
  laid("logging", "{driver: x, options: {a: b}}", "{options: {c: d}}"),
  laid("deploy", reserved(GPU), reserved(GPU_0)),
  laid("deploy", reserved(GPU), "{replicas: 2}"),
  laid("deploy", reserved(GPU), ""),
  laid("environment", '{A: "1"}', ""),
  laid("ports", '["80:80"]', ""),
  two(
    "!reset",
    `services:
  a: {image: x, ports: ["80:80"], environment: {A: "1", B: "2"}, command: c, shm_size: 1g, deploy: ${reserved(GPU)}}
  b: {image: y}`,
    `services:
  a: {ports: !reset [], environment: {A: !reset null}, command: !reset c, shm_size: !reset , deploy: !reset {}}
  b: !reset null`,
  ),
  two(
    "!override",
    `services: {a: {image: x, ports: ["80:80"], environment: {A: "1"}, deploy: ${reserved(GPU)}}}`,
    `services: {a: {ports: !override ["81:81"], environment: !override {B: "2"}, deploy: {resources: {reservations: {devices: !override [${GPU_0}]}}}}}`,
  ),
  two(
    "!reset behind an alias",
    'services: {a: {image: x, ports: ["80:80"]}}',
    "x-p: &p !reset []\nservices: {a: {ports: *p}}",
  ),
  two(
    "!reset of what is not there",
    "services: {a: {image: x}}",
    "services: {a: {ports: !reset []}, zz: !reset null}",
  ),
  two(
    "!override of a whole service",
    "services: {a: {image: x, user: u}}",
    "services: {a: !override {image: y}}",
  ),
  two("a service that is empty in the override", "services: {a: {image: x}}", "services: {a: }"),
  two(
    "a name that the language knows",
    "services: {a: {image: x, environment: {__proto__: b}}}",
    "services: {a: {environment: {__proto__: c, constructor: d}}, constructor: {image: x}}",
  ),
  two(
    "files of variables",
    "services: {a: {image: x, env_file: e}}",
    "services: {a: {env_file: [{path: e, required: false}, {path: f, required: false}]}}",
  ),
  two(
    "!override of an environment by an alias",
    "services: {a: {image: x, environment: {A: b}}}",
    "x-e: &e !override {C: d}\nservices: {a: {environment: *e}}",
  ),
  // `!reset` in a map that a merge key brings in acts on earlier files since compose-go 2.4 only.
  laid(
    "secrets",
    "[s1]",
    "[{source: s2, target: s1}]",
    "secrets: {s1: {environment: A}, s2: {environment: B}}",
  ),
  laid("sysctls", "{a: 1}", "[b=2, a=3]"),
  laid("security_opt", "[a:b]", "[c:d]"),
  laid("build", "{context: ., target: a, tags: [one]}", "{target: b, tags: [one, two], context: }"),
  two(
    "a top-level volume",
    "services: {a: {image: x}}\nvolumes: {vv: {driver: one}}",
    "volumes: {vv: {driver: two}, ww: }",
  ),
  two(
    "documents of an override",
    "services: {a: {image: x, ports: ['1:1']}}",
    "services: {a: {ports: ['2:2']}}\n---\nservices: {a: {ports: !override ['3:3']}}",
  ),
  {
    what: "include in an override",
    files: {
      "c.yaml": "services: {c: {image: x}}",
      "compose.yaml": "services: {a: {image: x}}",
      "compose.override.yaml": "include: [c.yaml]",
    },
  },
  two("another service", "services: {a: {image: x}}", "services: {b: {image: y}}"),
  {
    what: "an override found beside docker-compose.yml",
    files: {
      "docker-compose.yml": "services: {a: {image: x}}",
      "compose.override.yaml": "services: {a: {command: o}}",
    },
    analysed: "compose.override.yaml",
  },
  {
    what: "which of several overrides",
    files: {
      "compose.yaml": "services: {a: {image: x}}",
      "compose.override.yml": "services: {a: {command: yml}}",
      "compose.override.yaml": "services: {a: {command: yaml}}",
      "docker-compose.override.yml": "services: {a: {command: dc}}",
    },
  },
  {
    what: "a list of files",
    files: {
      "compose.yaml": 'services: {a: {image: x, volumes: ["./d:/d"]}}',
      "compose.override.yaml": "services: {a: {image: no}}",
      "sub/gpu.yaml": `services: {a: {volumes: ["./e:/e"], build: ., deploy: ${reserved(GPU)}}}`,
    },
    listed: ["compose.yaml", "sub/gpu.yaml"],
    analysed: "sub/gpu.yaml",
  },
  {
    what: "three files",
    files: {
      "one.yaml": 'services: {a: {image: x, ports: ["1:1"], environment: [A=1]}}',
      "two.yaml": "services: {a: {ports: !reset [], environment: {A: two}}}",
      "three.yaml": 'services: {a: {ports: ["3:3"], environment: [B=3]}}',
    },
    listed: ["one.yaml", "two.yaml", "three.yaml"],
    analysed: "two.yaml",
  },
  {
    what: "COMPOSE_FILE in .env",
    files: {
      ".env": "COMPOSE_FILE=a.yaml:b.yaml\nT=1\n",
      "a.yaml": 'services: {a: {image: "x:$T"}}',
      "b.yaml": "services: {a: {command: y}}",
    },
    analysed: "a.yaml",
  },
];

const EXTENDS: readonly ProjectCase[] = [
  one(
    "extends in the same file",
    `services:
  base: {image: x, environment: {A: base, B: base}, ports: ["80:80"], shm_size: 1g, deploy: ${reserved(GPU)}}
  a: {extends: base, environment: {B: mine}, ports: ["81:81"]}`,
  ),
  one("extends in the long form", "services: {base: {image: x}, a: {extends: {service: base}, command: y}}"),
  one(
    "a chain, the last service first",
    "services: {a: {extends: b, user: a}, b: {extends: c, command: b}, c: {image: c, command: c}}",
  ),
  one("extends by a merge key", "x-c: &c {extends: b}\nservices: {b: {image: y}, a: {<<: *c, command: z}}"),
  extending("deploy", reserved(GPU), reserved(GPU_0)),
  extending("environment", "[A=1, B=1]", '{B: "2"}'),
  extending("volumes", '["./a:/d", "./b:/e"]', '["./c:/d"]'),
  extending("ports", '["80:80"]', '!override ["81:81"]'),
  extending("ports", '["80:80"]', "!reset []"),
  extending("ports", '!override ["80:80"]', '["81:81"]'),
  extending("command", "[a]", ""),
  extending("healthcheck", "{test: a, interval: 1s}", "{test: [CMD, b]}"),
  extending("profiles", "[p]", "[q]"),
  one(
    "extends from another folder",
    `services:
  a: {extends: {file: sub/base.yaml, service: base}}
  db: {image: mydb}
networks: {nn: }`,
    {
      "sub/base.yaml": `services:
  base:
    image: x
    command: b
    environment: {A: base}
    ports: ["80:80"]
    volumes: ["./d:/d"]
    env_file: e
    build: .
    depends_on: [db]
    networks: [nn]
    deploy: ${reserved(GPU)}
  db: {image: db}
networks: {nn: }`,
      "sub/e": "E=1\n",
    },
  ),
  one("a chain through folders", "services: {a: {extends: {file: sub/b.yaml, service: b}}}", {
    "sub/b.yaml": 'services: {b: {extends: {file: c.yaml, service: c}, volumes: ["./b:/b"]}}',
    "sub/c.yaml": 'services: {c: {image: subc, volumes: ["./c:/c"]}}',
    "c.yaml": 'services: {c: {image: rootc, volumes: ["./c:/c"]}}',
  }),
  one(
    ".env of the project for the other file",
    "services: {a: {extends: {file: sub/base.yaml, service: base}}}",
    {
      ".env": "T=root\n",
      "sub/.env": "T=sub\n",
      "sub/base.yaml": 'services: {base: {image: "x:$T"}}',
    },
  ),
  one("extends by variables", 'services: {a: {extends: {file: "${F:-o}.yaml", service: "${S:-b}"}}}', {
    "o.yaml": "services: {b: {image: y}}",
  }),
  one("extends a service of several documents", "services: {a: {extends: {file: o.yaml, service: b}}}", {
    "o.yaml": "services: {b: {image: y, user: u}}\n---\nservices: {b: {image: z}}",
  }),
  one(
    "extends and !reset",
    "services: {a: {extends: {file: o.yaml, service: b}, ports: !reset [], command: !reset null}}",
    {
      "o.yaml": 'services: {b: {image: y, ports: ["80:80"], command: c}}',
    },
  ),
  two(
    "extends sees its own file alone",
    "services: {b: {image: y, command: base}, a: {extends: b}}",
    "services: {b: {command: over}}",
  ),
  two(
    "extends in the override",
    "services: {a: {image: x, command: base}}",
    "services: {b: {image: y, user: u, command: b}, a: {extends: b}}",
  ),
  two(
    "extends and !reset in the override",
    'services: {a: {image: x, ports: ["80:80"]}}',
    'services: {b: {image: y, ports: ["81:81"]}, a: {extends: b, ports: !reset []}}',
  ),
];

const INCLUDES: readonly ProjectCase[] = [
  one("a folder of its own", 'include: [sub/c.yaml]\nservices: {a: {image: "y:$T-$U", depends_on: [b]}}', {
    ".env": "T=root\n",
    "sub/.env": "T=sub\nU=subonly\n",
    "sub/c.yaml": 'services: {b: {image: "x:$T-$U", volumes: ["./d:/d"], build: ., env_file: e}}',
    "sub/e": "E=1\n",
  }),
  one(
    "the long form",
    "include: [{path: [sub/c.yaml, sub/o.yaml], project_directory: p, env_file: p/e.env}]\nservices: {a: {image: y}}",
    {
      "p/e.env": "T=p\n",
      "sub/c.yaml": 'services: {b: {image: "x:$T", volumes: ["./d:/d"]}}',
      "sub/o.yaml": "services: {b: {command: o}}",
    },
  ),
  one("several files of variables", "include: [{path: c.yaml, env_file: [e1, e2]}]", {
    e1: "A=1\nB=1\n",
    e2: "B=2\nC=${A}\n",
    "c.yaml": 'services: {a: {image: "x:$A$B$C"}}',
  }),
  one("the same service, equal", "include: [c.yaml]\nservices: {a: {image: x}}", {
    "c.yaml": "services: {a: {image: x}}",
  }),
  one(
    "the same volume and network, equal",
    "include: [c.yaml]\nservices: {b: {image: x}}\nvolumes: {vv: }\nnetworks: {nn: }",
    {
      "c.yaml": "services: {a: {image: x}}\nvolumes: {vv: }\nnetworks: {nn: }",
    },
  ),
  {
    what: "an override of an included service",
    files: {
      "c.yaml": "services: {a: {image: x}}",
      "compose.yaml": "include: [c.yaml]",
      "compose.override.yaml": "services: {a: {command: y}}",
    },
  },
  one("a diamond", "include: [b.yaml, c.yaml]", {
    "b.yaml": "include: [d.yaml]\nservices: {b: {image: x}}",
    "c.yaml": "include: [d.yaml]\nservices: {c: {image: x}}",
    "d.yaml": "services: {d: {image: x}}",
  }),
  one("one that includes from its own folder", "include: [sub/b.yaml]\nservices: {a: {image: x}}", {
    "sub/b.yaml": 'include: [deep/c.yaml]\nservices: {b: {image: x, volumes: ["./b:/b"]}}',
    "sub/deep/c.yaml": 'services: {c: {image: x, volumes: ["./c:/c"]}}',
  }),
  one("included files extend", "include: [sub/b.yaml]\nservices: {a: {image: x}}", {
    "sub/b.yaml": "services: {b: {extends: {file: o.yaml, service: o}}}",
    "sub/o.yaml": 'services: {o: {image: o, volumes: ["./o:/o"]}}',
  }),
  one("a file by a variable", 'include: ["${F:-c}.yaml"]', { "c.yaml": "services: {a: {image: x}}" }),
];

/** Projects that Compose loads. */
export const PROJECTS: readonly ProjectCase[] = [
  ...ANCHORS,
  ...VARIABLES,
  ...ENV_FILES,
  ...FILES,
  ...EXTENDS,
  ...INCLUDES,
];

/** Projects that Compose refuses, with a word of what the reader says. */
export const REFUSED: readonly (ProjectCase & { readonly says: RegExp })[] = [
  {
    ...one("two merge keys", "x-1: &a {A: b}\nservices: {a: {image: x, environment: {<<: *a, <<: *a}}}"),
    says: /<<.*twice/,
  },
  {
    ...one("a merged list", "x-1: &a [A]\nservices: {a: {image: x, environment: {<<: *a}}}"),
    says: /merge key takes maps/,
  },
  { ...one("an unknown alias", "services: {a: {image: *none}}"), says: /No anchor "&none"/ },
  { ...one("an alias before its anchor", "services: {a: *b, b: &b {image: x}}"), says: /No anchor "&b"/ },
  {
    ...one("an alias inside of its anchor", "services: {a: &a {image: x, labels: *a}}"),
    says: /No anchor "&a"/,
  },
  {
    ...one("a service twice", "services:\n  a: {image: x}\n  a: {image: y}"),
    says: /"a" stands twice.*line 2/,
  },
  { ...one("a key twice", "services: {a: {image: x, image: y}}"), says: /"image" stands twice/ },
  {
    ...one("an empty document", "services: {a: {image: x}}\n---\n"),
    says: /Nothing stands in this document/,
  },
  { ...one("a list", "- a"), says: /compose file is a map/ },
  { ...one("a text", "hello"), says: /compose file is a map/ },
  { ...one("services empty", "services:"), says: /"services" is no map/ },
  { ...one("services a list", "services: [a]"), says: /"services" is no map/ },
  { ...one("a service empty", "services: {a: }"), says: /"a" is no map/ },
  { ...one("a service a text", "services: {a: x}"), says: /"a" is no map/ },
  { ...one("a substitution unread", 'services: {a: {image: "${T"}}'), says: /cannot read the substitution/ },
  {
    ...one("extends in a circle", "services: {a: {image: x, extends: b}, b: {image: x, extends: a}}"),
    says: /in a circle: "a", "b", "a"/,
  },
  { ...one("extends itself", "services: {a: {image: x, extends: a}}"), says: /circle: "a", "a"/ },
  {
    ...one("extends in a circle of files", "services: {a: {extends: {file: o.yaml, service: b}}}", {
      "o.yaml": "services: {b: {extends: {file: compose.yaml, service: a}}}",
    }),
    says: /circle/,
  },
  {
    ...one("extends a missing file", "services: {a: {extends: {file: nope.yaml, service: b}}}"),
    says: /"nope.yaml" to extend from does not exist/,
  },
  { ...one("extends a missing service", "services: {a: {image: x, extends: b}}"), says: /no service "b"/ },
  {
    ...one("extends a missing service of a file", "services: {a: {extends: {file: o.yaml, service: b}}}", {
      "o.yaml": "services: {c: {image: x}}",
    }),
    says: /"o.yaml" has no service "b"/,
  },
  {
    ...one("a missing file further on", "services: {a: {extends: {file: o.yaml, service: b}}}", {
      "o.yaml": "services: {b: {extends: {file: nope.yaml, service: c}}}",
    }),
    says: /"nope.yaml" to extend from does not exist/,
  },
  {
    ...one("extends no service", "services: {a: {image: x, extends: {file: o.yaml}}}"),
    says: /no service named/,
  },
  {
    ...one("extends a list", "services: {b: {image: y}, a: {image: x, extends: [b]}}"),
    says: /no service named/,
  },
  {
    ...two(
      "extends a service of the override",
      "services: {a: {extends: b, image: x}}",
      "services: {b: {image: y}}",
    ),
    says: /no service "b"/,
  },
  {
    ...one("extends an included service", "include: [c.yaml]\nservices: {b: {extends: a}}", {
      "c.yaml": "services: {a: {image: x}}",
    }),
    says: /no service "a"/,
  },
  {
    ...one("includes a missing file", "include: [nope.yaml]\nservices: {b: {image: x}}"),
    says: /"nope.yaml" does not exist/,
  },
  { ...one("includes itself", "include: [compose.yaml]\nservices: {b: {image: x}}"), says: /circle/ },
  {
    ...one("includes in a circle", "include: [c.yaml]\nservices: {b: {image: x}}", {
      "c.yaml": "include: [compose.yaml]",
    }),
    says: /circle/,
  },
  {
    ...one("include is a text", "include: c.yaml", { "c.yaml": "services: {a: {image: x}}" }),
    says: /"include" takes a list/,
  },
  {
    ...one("include names no file", "include: [{file: c.yaml}]", { "c.yaml": "services: {a: {image: x}}" }),
    says: /no file named/,
  },
  {
    ...one("a missing file of variables of an include", "include: [{path: c.yaml, env_file: [nope.env]}]", {
      "c.yaml": "services: {a: {image: x}}",
    }),
    says: /"nope.env" does not exist/,
  },
  {
    ...one("an included service stands here too", "include: [c.yaml]\nservices: {a: {command: y}}", {
      "c.yaml": "services: {a: {image: x}}",
    }),
    says: /service "a" stands here and in an included file/,
  },
  {
    ...one(
      "an included volume stands here too",
      "include: [c.yaml]\nservices: {b: {image: x}}\nvolumes: {v: }",
      {
        "c.yaml": "services: {a: {image: x}}\nvolumes: {v: {driver: foo}}",
      },
    ),
    says: /volume "v" stands here/,
  },
];
