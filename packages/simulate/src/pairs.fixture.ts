import type { Random } from '@braggsim/testkit';

/** A value for every option, by index. */
export type Row = readonly number[];

const pairKey = (a: number, x: number, b: number, y: number): string =>
  a < b ? `${a}=${x} ${b}=${y}` : `${b}=${y} ${a}=${x}`;

/** Returns all pairs of values of two options. */
export function allPairs(counts: readonly number[]): Set<string> {
  const pairs = new Set<string>();
  counts.forEach((n, a) => {
    for (let b = a + 1; b < counts.length; b++) {
      for (let x = 0; x < n; x++) for (let y = 0; y < (counts[b] as number); y++) pairs.add(pairKey(a, x, b, y));
    }
  });
  return pairs;
}

export function pairsOf(row: Row): string[] {
  return row.flatMap((x, a) => row.slice(a + 1).map((y, i) => pairKey(a, x, a + 1 + i, y)));
}

/**
 * Rows that together contain every pair of values of two options: each begins with a pair that is still missing and
 * takes for every other option the value that adds most pairs (the greedy method of AETG, Cohen et al. 1997).
 */
export function coveringRows(counts: readonly number[], { below }: Random): Row[] {
  const missing = allPairs(counts);
  const rows: Row[] = [];
  while (missing.size > 0) {
    const [pair = ''] = missing;
    const row = new Map(pair.split(' ').map((part) => part.split('=').map(Number) as [number, number]));
    const others = counts.map((_, o) => o).filter((o) => !row.has(o));
    while (others.length > 0) {
      const [option = 0] = others.splice(below(others.length), 1);
      const shift = below(counts[option] as number);
      let [best, most] = [0, -1];
      for (let i = 0; i < (counts[option] as number); i++) {
        const value = (i + shift) % (counts[option] as number);
        const gain = [...row].filter(([o, x]) => missing.has(pairKey(o, x, option, value))).length;
        if (gain > most) [best, most] = [value, gain];
      }
      row.set(option, best);
    }
    const full = counts.map((_, o) => row.get(o) as number);
    for (const found of pairsOf(full)) missing.delete(found);
    rows.push(full);
  }
  return rows;
}
