/** What is found under a path. */
export type FileText =
  | { readonly state: "text"; readonly text: string }
  | { readonly state: "missing" }
  /** It is there, but is no text that can be read: a folder, too large, binary, forbidden. */
  | { readonly state: "unreadable"; readonly why: string };

/** The files beside the one that is analysed. Reading never waits and never throws; the same path gives the same answer during one analysis. */
export interface Files {
  read(path: string): FileText;
  /** The names of what lies in a folder; undefined where there is no such folder. Folders end in a slash. */
  list(folder: string): readonly string[] | undefined;
}
