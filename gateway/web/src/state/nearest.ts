// What somebody probably meant. The same measure as the gateway's: insertions, deletions, replacements and swaps of
// neighbours (optimal string alignment).

const LENGTH_MAX = 64;

const fold = (name: string) => name.replaceAll(/[-_]/g, "").toLowerCase();

/** Those that hold the word or are at most two edits, or a third of its letters, away; the nearest first. */
export function nearest<T>(word: string, known: readonly T[], nameOf: (item: T) => string, countMax: number): T[] {
  const wanted = fold(word);
  if (wanted === "" || wanted.length > LENGTH_MAX) {
    return [];
  }
  const far = Math.min(wanted.length - 1, Math.max(2, Math.floor(wanted.length / 3)));
  return known
    .map((item) => ({ item, name: fold(nameOf(item)) }))
    .map(({ item, name }) => ({ item, name, distance: name.includes(wanted) ? 0 : edits(wanted, name) }))
    .filter(({ distance }) => distance <= far)
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, countMax)
    .map(({ item }) => item);
}

export function edits(a: string, b: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
