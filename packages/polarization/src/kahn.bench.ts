import { calculator, numbers } from '@braggsim/formula';
import { bench, describe } from 'vitest';
import { kahn } from './kahn';

const m = calculator(numbers());
const cosines = Float64Array.from({ length: 1000 }, (_, i) => 1 - i / 2000);

describe('1000 polarization factors in float64', () => {
  for (const polarized of [false, true]) {
    bench(polarized ? 'polarized' : 'unpolarized', () => {
      let sum = 0;
      for (const cosTwoTheta of cosines) {
        sum += kahn.formula(m, { cosTwoTheta, cosMagneticAxis: 0.1 }, { polarizationFraction: 0.9 }, { polarized });
      }
      if (!(sum > 0)) throw new Error('no polarization factor');
    });
  }
});
