import { bench, describe } from 'vitest';
import { calculator } from './calculator';
import { numbers } from './numbers';

/** Number of samples that each iteration evaluates; the time per sample is the quotient. */
const SAMPLES = 1000;
const places = Float64Array.from({ length: SAMPLES }, (_, i) => (i + 0.5) / SAMPLES - 0.5);
const table = { name: 'F', min: [-8, -8, -8], count: [17, 17, 17] } as const;
const m = calculator(numbers({ F: new Float64Array(17 ** 3).map((_, i) => Math.sin(i)) }));

const overSamples = (f: (x: number) => number) => () => {
  let total = 0;
  for (let i = 0; i < SAMPLES; i++) total += f(places[i] as number);
  if (Number.isNaN(total)) throw new Error('the function has a pole inside its domain');
};

describe('number instance, 1000 samples', () => {
  bench(
    'sum of four',
    overSamples((x) => m.sum(x, 1, x, 2)),
  );
  bench(
    'product of four',
    overSamples((x) => m.product(x, 1, x, 2)),
  );
  bench(
    'dot of 3-vectors',
    overSamples((x) => m.dot([x, 1, x], [2, x, 3])),
  );
  bench(
    'sinPi',
    overSamples((x) => m.sinPi(x)),
  );
  bench(
    'exp',
    overSamples((x) => m.exp(20 * x - 10)),
  );
  bench(
    'sincgSquared, any N',
    overSamples((x) => m.sincgSquared(x, 20)),
  );
  bench(
    'sincgSquared, N = 5',
    overSamples((x) => m.sincgSquared(x, 5, 5)),
  );
  bench(
    'lookup',
    overSamples((x) => m.lookup(table, m.nearest(16 * x), 0, 1)),
  );
  bench(
    'tricubic',
    overSamples((x) => m.tricubic(table, [1, 2, 3], [x, x, x])),
  );
});
