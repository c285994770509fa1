export function progress<T>(
  what: string,
  work: (note: (detail: string) => void) => Promise<T>,
  succeeded?: (result: T) => boolean,
): Promise<T>;
export function seconds(milliseconds: number): string;
