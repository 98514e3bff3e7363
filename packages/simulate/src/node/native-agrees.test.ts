import { parseSpectrum } from '@braggsim/sources';
import { expect, test } from 'vitest';
import { buildPlan } from '../plan';
import { randomTrials } from '../random-experiment.fixture';
import { expectSameBytes, nativeWidths, PRECISIONS } from './native-agrees.fixture';

/** A sum over the nodes around a sample as the innermost loop of all, long enough for batches. */
const nodes = {
  name: 'a crystal with neighbours',
  experiment: {
    beam: { wavelengthA: 1.2, dispersionPercent: 1, dispersionSteps: 2 },
    detector: { pixelsFast: 20, pixelsSlow: 17, pixelMm: 0.9, distanceMm: 60 },
    crystal: {
      cell: [22, 27, 31, 80, 95, 103],
      cells: [2, 3, 2] as const,
      shape: 'gauss-star',
      neighbours: 2,
      mosaic: { spreadDeg: 1, domains: 3 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 2 },
  },
  inputs: {},
};

/** Spots so narrow that most vectors of pixels have none, in tiles as wide as the distance of two. */
const limited = {
  name: 'a crystal with a spot cutoff',
  experiment: {
    beam: { wavelengthA: 1 },
    detector: { pixelsFast: 37, pixelsSlow: 29, pixelMm: 0.3, distanceMm: 150 },
    crystal: {
      cell: [79, 79, 38, 90, 90, 90],
      cells: [7, 7, 14] as const,
      shape: 'gauss',
      mosaic: { spreadDeg: 0.4, domains: 70 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 1, spotCutoff: 1e-5 },
  },
  inputs: {},
};

/** Nodes along a band, of which tiles need different numbers, and most of which most vectors of pixels are far from. */
const band = {
  name: 'a crystal in a pink beam',
  experiment: {
    beam: { spectrum: { file: 'band.csv', between: 'linear' } },
    detector: { pixelsFast: 37, pixelsSlow: 29, pixelMm: 0.6, distanceMm: 60 },
    crystal: {
      cell: [40, 45, 60, 90, 90, 90],
      cells: [15, 15, 12] as const,
      shape: 'gauss-hkl',
      mosaic: { spreadDeg: 0.4, domains: 3 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 1 },
  },
  inputs: { spectrum: parseSpectrum('energyEv,weight\n9000,0\n9400,2\n9900,1\n', 'band.csv') },
} as const;

const widths = await nativeWidths();

if (typeof widths === 'string') {
  test(`native code is not compared with WebAssembly here: ${widths}`, () => {
    expect(widths).not.toBe('');
  });
} else {
  test.each([...randomTrials(2), nodes, limited, band])(
    '$name has the same bytes in native code and in WebAssembly',
    async (trial) => {
      const { plan } = await buildPlan(trial.experiment, trial.inputs);
      for (const [p, precision] of PRECISIONS.entries()) {
        const vectorBits = widths[p % widths.length] as number;
        await expectSameBytes(plan, { precision, vectorBits }, JSON.stringify(trial.experiment));
      }
    },
  );
}
