import { bench, describe } from 'vitest';
import { planOf, terms } from './plan.fixture';
import { referenceKernel } from './reference';

/** Twelve pixels of 10,000 samples: divide the time by 120,000. */
const innerLoops = planOf({ orientations: 100, fixed: { oversample: 10 } });
/** The same number of samples, each with a ray and a factor of its own. */
const outerLoops = planOf({ factors: [['layerFactor', 'each']], fixed: { oversample: 100 } });

describe('120,000 samples', async () => {
  for (const [name, { fixed, shot }] of Object.entries({
    'many orientations': innerLoops,
    'many subpixels': outerLoops,
  })) {
    const prepared = await referenceKernel.prepare(fixed, terms);
    bench(name, async () => {
      await prepared.run(shot);
    });
  }
});
