import { codecFor } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import { resolveDetector } from '@braggsim/geometry';
import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import { resolveInputs } from './inputs';
import { previewOf } from './preview';
import { simulation } from './simulation';

const beam = { wavelength: 1e-10, fluence: 1, flux: 0, exposure: 1, beamSize: null, polarizationFraction: null };

const list = (F: number): Uint8Array => new TextEncoder().encode(`1 0 0 ${F}\n0 1 0 ${2 * F}\n`);
const opened = new Map([
  ['a.hkl', list(10)],
  ['b.hkl', list(30)],
]);
const crystal = { cell: [40, 50, 60, 90, 90, 90], cells: [5, 5, 5] } as const;
const amplitudes = (reflections: { readonly F: Float64Array } | undefined) => [...(reflections?.F ?? [])];

test('crystals have the common structure factors or their own', async () => {
  const experiment: Experiment = {
    crystals: [crystal, { ...crystal, structureFactors: { file: 'b.hkl' } }],
    structureFactors: { file: 'a.hkl' },
  };
  const { inputs } = await resolveInputs(experiment, opened);
  expect(inputs.crystals?.map(({ reflections }) => amplitudes(reflections))).toEqual([
    [10, 20],
    [30, 60],
  ]);
});

test('a file that an entry names and that is not open is named with the entry', async () => {
  const experiment: Experiment = {
    crystals: [crystal, { ...crystal, structureFactors: { file: 'c.hkl' } }],
    structureFactors: { default: 1 },
  };
  await expect(resolveInputs(experiment, opened)).rejects.toThrow(/crystals\[1\].*'c\.hkl' is not open here/);
});

test('a mask of the detector masks the simulated picture, and one that is not open is named', async () => {
  const experiment: Experiment = {
    detector: { pixelsFast: 4, pixelsSlow: 3, pixelMm: 1, distanceMm: 100, mask: ['folder/mask.npy'] },
    crystal,
    structureFactors: { default: 10 },
  };
  const keep = Uint8Array.from({ length: 12 }, (_, i) => (i === 5 || i === 10 ? 0 : 1));
  const metadata = { detector: resolveDetector(experiment.detector).value, beam, scan: { start: 0, width: 0 } };
  const codec = await codecFor('mask.npy');
  const chunks = codec.encode?.({ panels: [ndarray(keep, [3, 4])], metadata }, { name: 'mask.npy' }) ?? [];
  const files = new Map([['mask.npy', Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))]]);
  const run = simulation({ find: () => undefined, keep: () => {} });
  const how = { kernel: 'cpu', isRecorded: false } as const;
  const quiet = new AbortController().signal;
  const { image } = await run(experiment, { ...how, opened: files }, quiet);
  expect([...(image.panels[0]?.mask ?? [])].map((bits) => bits !== 0)).toEqual([...keep].map((bits) => bits === 0));
  await expect(run(experiment, { ...how, opened }, quiet)).rejects.toThrow(/mask 'folder\/mask\.npy' is not open here/);
  // A preview has larger pixels, which a mask does not fit.
  const large = { ...experiment, detector: { ...experiment.detector, pixelsFast: 400, pixelsSlow: 300 } };
  expect(previewOf(large)?.detector).not.toHaveProperty('mask');
});
