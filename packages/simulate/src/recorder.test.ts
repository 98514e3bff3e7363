import type { ImageMetadata } from '@braggsim/core/derived';
import { expect, test } from 'vitest';
import { prepareReadout } from './readout';
import { createRecorder } from './recorder';

const PANELS = [{ pixelsFast: 3, pixelsSlow: 2, pixelSize: 1e-4, region: { fast: [0, 3], slow: [0, 2] } }] as const;
const PHOTONS = [0, 70000, 5, 900, 1e6, 2] as const;

test.each([
  // Photons that reach the largest value that the samples hold, or that the stage allows.
  [{ kind: 'digitize', type: 'u16' }, 2],
  [{ kind: 'digitize', type: 'u16', maximum: 900 }, 3],
  [{ kind: 'digitize', type: 'i32' }, 0],
  [{ kind: 'digitize', type: 'i32', maximum: 1e6 }, 1],
  [{ kind: 'digitize', type: 'u16', maximum: 70001 }, 2],
])('%j: the summary counts %i overloads', async (stage, count) => {
  const readout = await prepareReadout([{ offset: 0, ...stage }], PANELS, 0);
  const recorder = await createRecorder([], readout, PANELS);
  const photons = [Float64Array.from(PHOTONS)];
  const { summary } = await recorder.record({ index: 0, startDeg: 0, photons, metadata: {} as ImageMetadata });
  expect(summary).toMatchObject({ overloads: count, max: 1e6, maxAt: { fast: 1, slow: 1 } });
});
