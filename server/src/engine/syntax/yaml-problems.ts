/**
 * What is wrong with a YAML text, for who writes it: one sentence that says what is there, one that says what to do. The library's own
 * messages speak of tokens to programmers of parsers.
 *
 * @param code the library's error code
 * @param message the library's message
 */
export function yamlProblem(code: string, message: string): string {
  const line = message.split("\n")[0] ?? message;
  const known = SENTENCES.find((one) => one.code === code && one.pattern.test(line));
  return known?.sentence ?? `This is no YAML: ${lowerFirst(line).replace(/\.?$/, ".")} Mend the line.`;
}

interface Sentence {
  readonly code: string;
  readonly pattern: RegExp;
  readonly sentence: string;
}

const SENTENCES: readonly Sentence[] = [
  {
    code: "TAB_AS_INDENT",
    pattern: /./,
    sentence: "YAML does not allow tabs for indentation. Use spaces.",
  },
  {
    code: "BAD_INDENT",
    pattern: /end with a [\]}]$/,
    sentence: "A bracket that is opened above is not closed here. Close it, or indent this line deeper.",
  },
  {
    code: "BAD_INDENT",
    pattern: /./,
    sentence:
      "The indentation does not fit the lines around it. Entries of one level begin in the same column.",
  },
  {
    code: "MISSING_CHAR",
    pattern: /^Implicit map keys/,
    sentence: "This is neither an entry nor an item. Write key: value, or begin an item with a dash.",
  },
  {
    code: "MISSING_CHAR",
    pattern: /closing ["']quote/,
    sentence: "A quote that is opened here is never closed. Close it.",
  },
  {
    code: "MISSING_CHAR",
    pattern: /^Missing , (?:or : )?between/,
    sentence: "Something is missing between two items in brackets. Separate them by a comma.",
  },
  {
    code: "MISSING_CHAR",
    pattern: /space after :/,
    sentence: "A colon needs a space behind it. Write key: value.",
  },
  {
    code: "MISSING_CHAR",
    pattern: /^Comments must/,
    sentence: "A comment begins behind a space. Put one in front of the #.",
  },
  {
    code: "MISSING_CHAR",
    pattern: /without - indicator/,
    sentence:
      "This line of a list has no dash. Begin it with a dash, or indent it as the list's entries are.",
  },
  {
    code: "MULTILINE_IMPLICIT_KEY",
    pattern: /./,
    sentence:
      "This text goes on in the line below, which is indented deeper or is no entry. Indent entries of one level alike, and write each as key: value.",
  },
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    pattern: /^Nested mappings/,
    sentence: "A second colon in one line begins an entry inside a value. Put the value in quotes.",
  },
  {
    code: "BLOCK_IN_FLOW",
    pattern: /./,
    sentence: "Lines with dashes or keys cannot stand inside brackets. Close the bracket first.",
  },
  {
    code: "UNEXPECTED_TOKEN",
    pattern: /^Unexpected (?:flow-(?:seq|map)-end|[\]}])/,
    sentence: "This bracket closes nothing. Remove it, or open one before it.",
  },
  {
    code: "UNEXPECTED_TOKEN",
    pattern: /,/,
    sentence: "There is nothing in front of this comma. Remove it, or write the item.",
  },
  {
    code: "UNEXPECTED_TOKEN",
    pattern: /at node end$/,
    sentence: "Something follows the value that is not part of it. Put the whole value in quotes.",
  },
  {
    code: "UNEXPECTED_TOKEN",
    pattern: /^(?:Block scalar header|Not a YAML token)/,
    sentence: "Text follows the | or > that begins a block. Put it into the next line, indented.",
  },
  {
    code: "BAD_SCALAR_START",
    pattern: /./,
    sentence: "A value cannot begin with this character. Put the value in quotes.",
  },
  {
    code: "BAD_DQ_ESCAPE",
    pattern: /./,
    sentence: "YAML knows no such escape in double quotes. Write the backslash twice, or use single quotes.",
  },
  {
    code: "ALIAS_PROPS",
    pattern: /./,
    sentence: "An alias takes no tag and no anchor of its own. Remove it.",
  },
  {
    code: "MULTIPLE_ANCHORS",
    pattern: /./,
    sentence: "A value can have one anchor only. Remove the other.",
  },
  {
    code: "MULTIPLE_TAGS",
    pattern: /./,
    sentence: "A value can have one tag only. Remove the other.",
  },
];

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
