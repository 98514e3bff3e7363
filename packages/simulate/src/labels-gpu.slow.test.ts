import { nodeGpu } from '@braggsim/kernel-gpu/node';
import { parseSpectrum } from '@braggsim/sources';
import { describe, expect, test } from 'vitest';
import { missingGpu } from '../../kernel-gpu/src/testing/missing-gpu';
import { nodeKernels } from './node/kernels';
import { simulate } from './simulate';

const problem = await missingGpu();

describe.skipIf(problem)('labels of the gpu kernel', () => {
  test('are those of the reference kernel', async () => {
    const lease = await nodeGpu.lease();
    try {
      const imageOf = (kernel: 'gpu' | 'reference') =>
        simulate(
          {
            beam: { spectrum: { file: 'lines.csv' } },
            detector: { convention: 'xds', pixelsFast: 20, pixelsSlow: 20, pixelMm: 1, distanceMm: 90 },
            crystal: { cell: [23, 26, 30, 82, 97, 104], misset: [31, -12, 77], cells: [4, 4, 4], shape: 'gauss-hkl' },
            structureFactors: { default: 100 },
            sampling: { oversample: 1, kernel, precision: kernel === 'gpu' ? 'single' : 'double' },
          },
          {
            inputs: { spectrum: parseSpectrum('energyEv,weight\n9500,1\n9900,3', 'lines.csv') },
            labels: ['energy', 'hkl'],
            kernels: nodeKernels,
          },
        );
      const [gpu, reference] = [await imageOf('gpu'), await imageOf('reference')];
      const worst = (label: 'energy' | 'hkl') => {
        const [[found], [expected]] = [gpu.labels[label], reference.labels[label]] as [[Float32Array], [Float32Array]];
        return Array.from(expected, (x, i) => Math.abs(x - (found[i] as number))).reduce((a, b) => Math.max(a, b), 0);
      };
      expect(worst('energy')).toBeLessThan(0.1);
      expect(worst('hkl')).toBeLessThan(1e-3);
    } finally {
      lease.release();
    }
  });
});
