import { expect, test } from 'vitest';
import { pixelDraws, pixelWords, uniformOf } from './pixel-draws';
import { poissonAttempts, REJECTED, UNCLEAR } from './poisson-attempts';
import { poissonDraw, poissonFirst, poissonRun } from './poisson-draws';

const PIXELS = 1024;
const KEY = { seed: 5, image: 2, panel: 0 };

/** Random words, among them those next to the ends and the middle of their range. */
function words(draw: number, from: number): Uint32Array {
  const made = pixelWords(KEY, 'attempts')(draw, from, PIXELS).slice();
  made.set([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1], 8 * draw);
  return made;
}

test.each([10, 10.01, 14, 28.5, 99, 300, 511.9])(
  'what is decided for a mean of %d is right, and most is decided',
  (mean) => {
    const attempts = poissonAttempts(PIXELS);
    let unclear = 0;
    for (let run = 0; run < 40; run++) {
      attempts.means.fill(mean);
      attempts.first.set(words(0, run * PIXELS));
      attempts.second.set(words(1, run * PIXELS));
      const exact = Math.fround(mean);
      const counts = attempts.run(PIXELS);
      for (let i = 0; i < PIXELS; i++) {
        if (counts[i] === UNCLEAR) unclear++;
        else {
          const [u, v] = [uniformOf(attempts.first[i] as number), uniformOf(attempts.second[i] as number)];
          const expected = poissonFirst(exact, u, v);
          if (counts[i] !== expected) expect({ mean, u, v, count: counts[i] }).toEqual({ mean, u, v, count: expected });
        }
      }
      expect(counts.includes(REJECTED)).toBe(true);
    }
    expect(unclear / (40 * PIXELS)).toBeLessThan(0.04);
  },
);

test('means that are not for it are unclear', () => {
  const attempts = poissonAttempts(8);
  attempts.means.set([0, -5, 9.999, 512, 1e20, Number.POSITIVE_INFINITY, Number.NaN, 1e-30]);
  attempts.first.fill(2 ** 31);
  attempts.second.fill(2 ** 31);
  expect([...attempts.run(8)]).toEqual(Array(8).fill(UNCLEAR));
});

/** Creates something on a machine whose pages may not compile WebAssembly. */
function withoutWebAssembly<T>(create: () => T): T {
  const { WebAssembly: available } = globalThis;
  Reflect.deleteProperty(globalThis, 'WebAssembly');
  try {
    return create();
  } finally {
    Object.defineProperty(globalThis, 'WebAssembly', { value: available, writable: true, configurable: true });
  }
}

test('without WebAssembly everything is unclear', () => {
  const attempts = withoutWebAssembly(() => poissonAttempts(PIXELS));
  attempts.means.fill(28.5);
  attempts.first.set(words(0, 0));
  attempts.second.set(words(1, 0));
  expect([...attempts.run(PIXELS)]).toEqual(Array(PIXELS).fill(UNCLEAR));
});

test.each([
  ['few are rejected', 4e5, () => poissonAttempts(PIXELS)],
  ['many are rejected', 20, () => poissonAttempts(PIXELS)],
  ['below and above', 10, () => poissonAttempts(PIXELS)],
  ['many are rejected without WebAssembly', 20, () => withoutWebAssembly(() => poissonAttempts(PIXELS))],
])('a run gives the deviates that pixels get one by one: %s', (_, mean, attemptsOf) => {
  const means = Float64Array.from({ length: PIXELS - 3 }, (__, i) => mean * (0.5 + ((i * 7919) % 1000) / 1000));
  const draws = pixelDraws(KEY, 'photon');
  const one = (pixel: number, of: number, draw: number): number => {
    draws.start(pixel, draw);
    return poissonDraw(of, draws.uniform);
  };
  const expected = means.map((of, pixel) => one(pixel, of, 0));
  const from = pixelWords(KEY, 'photon');
  poissonRun(means, 0, means.length, { words: (draw) => from(draw, 0, means.length), one }, attemptsOf());
  expect([...means]).toEqual([...expected]);
});
