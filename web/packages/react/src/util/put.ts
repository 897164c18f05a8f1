/** Replaces an entry of a list, or appends it if there is no known one. */
export function put<Entry>(
  entries: readonly Entry[],
  known: Entry | undefined,
  entry: Entry,
): readonly Entry[] {
  return known === undefined
    ? [...entries, entry]
    : entries.map((each) => (each === known ? entry : each));
}
