import { expect, test } from 'vitest';
import { uniformOf } from './pixel-draws';
import { poissonFirst, poissonRun } from './poisson-draws';
import { poissonQuantiles, UNDECIDED } from './poisson-quantiles';

/** Words at which the count of a mean changes, by bisection, and their neighbours. */
function borders(mean: number): number[] {
  const countOf = (word: number) => poissonFirst(mean, uniformOf(word), 0.5);
  const found: number[] = [];
  for (let count = 0; count < countOf(2 ** 32 - 1) && count < 40; count++) {
    let [low, high] = [0, 2 ** 32 - 1];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (countOf(middle) > count) high = middle;
      else low = middle;
    }
    found.push(low - 1, low, high, high + 1);
  }
  return found.filter((word) => word >= 0 && word < 2 ** 32);
}

test('counts of the table are those of the search, on both sides of every border', () => {
  for (const mean of [1e-9, 0.01, 0.4999, 1 / 64, 1, 2.7, 5.015625, 7.3, 9.984375, 9.9999999]) {
    const words = Uint32Array.from([
      ...borders(mean),
      ...Array.from({ length: 500 }, (_, i) => (i * 2654435761) % 2 ** 32),
    ]);
    const second = words.map((word) => word ^ 0x5bd1e995);
    const values = new Float64Array(words.length).fill(mean);
    const drawn = [words, second];
    poissonRun(values, 0, words.length, { words: (draw) => drawn[draw] as Uint32Array, one: () => Number.NaN });
    const expected = [...words].map((word, i) => poissonFirst(mean, uniformOf(word), uniformOf(second[i] as number)));
    expect([...values]).toEqual(expected);
  }
});

test('most entries are decided', () => {
  const { counts, entryOf } = poissonQuantiles(10);
  for (const [mean, most] of [
    [0.1, 0.03],
    [3, 0.12],
    [9.9, 0.2],
  ] as const) {
    const entries = Array.from({ length: 256 }, (_, i) => counts[entryOf(mean, i * 2 ** 24)]);
    expect(entries.filter((entry) => entry === UNDECIDED).length / 256).toBeLessThan(most);
  }
});
