/** Per cent of a GPU's memory from which on it counts as almost full; memory that a framework has set aside counts as used. */
export const GPU_MEMORY_FULL = 97;

/** Per cent of /dev/shm from which on a data loader's next batch may no longer fit: it then dies of a bus error. */
export const SHM_FULL = 90;

/** Per cent below which a condition counts as over, so that a value that swings around its limit alerts once. */
export const RELEASE = 10;

/** Milliseconds in which the same alert about the same subject is not repeated. */
export const REPEAT_AFTER = 30 * 60_000;

/** Alerts in a minute; what is above that is left out, because nobody reads it. */
export const MOST_A_MINUTE = 5;
