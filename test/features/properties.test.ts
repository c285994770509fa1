import * as fc from "fast-check";
import { expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { codeActions } from "../../server/src/engine/code-actions.ts";
import { complete } from "../../server/src/engine/dockerfile/completion.ts";
import { hover } from "../../server/src/engine/dockerfile/hover.ts";
import { inlayHints } from "../../server/src/engine/dockerfile/inlay.ts";
import { links } from "../../server/src/engine/dockerfile/links.ts";
import { anyDockerfile, anyText } from "../lib/dockerfiles.ts";
import { TODAY } from "./lib.ts";

const RUNS = { seed: 20_261_125, numRuns: 1000 };

const snippet = fc.constantFrom(
  "ARG T=2.5.1",
  "FROM pytorch/pytorch:${T}-cuda12.4-cudnn9-runtime AS base",
  "FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04",
  'FROM "nvcr.io/nvidia/pytorch:24.05-py3"',
  "FROM base",
  "FROM ghcr.io/",
  "FROM python:",
  "COPY --from=base /a /b",
  "COPY --from= ",
  "RUN --mount=type=cache,target=/root/.cache/pip pip install torch==2.5.1 \\\n  --index-url https://download.pytorch.org/whl/cu124 \\\n  # why\n  flash-attn",
  "RUN <<E\nexport NCCL_DEBUG=INFO\npip install torch==\nE",
  "RUN NCCL_DEBUG=$X python -c 'a|b' && pip install 'torchvision==0.1' tensorflow-gpu",
  'ENV NCCL_DEBUG=INFO \\\n    NVIDIA_DRIVER_CAPABILITIES=compute,ut X="${T:-a b}"',
  "ENV NCCL_DEBUG WARN",
  "EXPOSE 8888 6006/tcp $P",
  'CMD ["env", "NCCL_DEBUG=INFO", "python"]',
  "ONBUILD RUN pip install $T",
  "# ml-containers: allow base-unpinned, no-such because x",
  "# ml-containers: ",
  "HEALTHCHECK --interval=1s CMD curl -f http://localhost:8888",
  "LABEL a=`b`<c>",
  "RU",
  "",
);

const anySource = fc
  .tuple(
    fc.oneof(
      fc.array(snippet, { maxLength: 8 }).map((all) => all.join("\n")),
      anyDockerfile,
      anyText,
    ),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([text, crlf, bom]) => (bom ? "\uFEFF" : "") + (crlf ? text.replaceAll("\n", "\r\n") : text));

const anyPlace = fc
  .tuple(anySource, fc.nat())
  .map(([source, nat]) => ({ source, offset: nat % (source.length + 1) }));

test("completion edits lie on the caret's line and contain the caret", () => {
  fc.assert(
    fc.property(anyPlace, ({ source, offset }) => {
      const items = complete(analyze(source, { today: TODAY }), offset);
      expect(new Set(items.map(({ sortText }) => sortText)).size).toBe(items.length);
      for (const { edit, label } of items) {
        expect(edit.span.start).toBeGreaterThanOrEqual(0);
        expect(edit.span.start).toBeLessThanOrEqual(offset);
        expect(edit.span.end).toBeGreaterThanOrEqual(offset);
        expect(edit.span.end).toBeLessThanOrEqual(source.length);
        expect(source.slice(edit.span.start, edit.span.end)).not.toMatch(/[\n\uFEFF]/);
        expect(label).not.toBe("");
      }
    }),
    RUNS,
  );
});

test("hovers speak of the text under the offset", () => {
  fc.assert(
    fc.property(anyPlace, ({ source, offset }) => {
      const found = hover(analyze(source, { today: TODAY }), offset);
      if (found === undefined) return;
      expect(found.span.start).toBeLessThanOrEqual(offset);
      expect(found.span.end).toBeGreaterThanOrEqual(offset);
      expect(found.span.end).toBeLessThanOrEqual(source.length);
      expect(found.markdown).not.toBe("");
      expect(found.markdown).not.toContain("undefined");
    }),
    RUNS,
  );
});

test("hints, links and actions lie inside the text", () => {
  fc.assert(
    fc.property(anyPlace, ({ source, offset }) => {
      const analysis = analyze(source, { today: TODAY });
      const ends = [
        ...inlayHints(analysis, { start: 0, end: source.length }).map(({ at }) => at),
        ...links(analysis).map(({ span }) => span.end),
        ...codeActions(analysis, { start: offset, end: offset }).flatMap(({ edits }) =>
          edits.map(({ span }) => span.end),
        ),
      ];
      for (const end of ends) expect(end >= 0 && end <= source.length).toBe(true);
    }),
    RUNS,
  );
});
