import { calculator, numbers } from '@braggsim/formula';
import { bench, describe } from 'vitest';
import { readCache, writeCache } from './cache';
import { structureGrid } from './grid';
import { parseHkl } from './hkl';
import { nearest } from './nearest';
import { tricubic } from './tricubic';

/** About as many reflections as lysozyme to 2 A in P1. */
const lines: string[] = [];
for (let h = -39; h <= 39; h++) {
  for (let k = -39; k <= 39; k++)
    for (let l = -9; l <= 9; l++) lines.push(`${h} ${k} ${l} ${(h * h + k * 1.37 + 3.01 * l + 900).toFixed(2)}`);
}
const text = new TextEncoder().encode(lines.join('\n'));
const list = parseHkl(text);
const table = structureGrid(list, 0);
const cache = writeCache(list, 0);

describe(`${lines.length} reflections`, () => {
  bench('text', () => {
    parseHkl(text);
  });
  bench('table', () => {
    structureGrid(list, 0);
  });
  bench('cache, read', () => {
    readCache(cache);
  });
  bench('cache, written', () => {
    writeCache(list, 0);
  });
});

describe('1000 amplitudes in float64', () => {
  const m = calculator(numbers({ [table.layout.name]: table.values }));
  for (const term of [nearest, tricubic]) {
    bench(term.id, () => {
      let sum = 0;
      for (let i = 0; i < 1000; i++) {
        const inputs = { h0: i % 30, k0: i % 20, l0: i % 6, dh: 0.1, dk: -0.2, dl: 0.3 };
        sum += term.formula(m, inputs, {}, { table: table.layout });
      }
      if (!(sum > 0)) throw new Error('no amplitudes');
    });
  }
});
