import { codecFor } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import { resolveDetector } from '@braggsim/geometry';
import { writeCache } from '@braggsim/reflections';
import ndarray from 'ndarray';
import { expect, test, vi } from 'vitest';
import { resolveInputs } from './inputs';
import { latticesOf } from './lattices';
import { START } from './presets';
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

test('an orientation matrix orients the crystal, and its cell is that of the matrix', async () => {
  // In units of the wavelength, as MOSFLM writes it: edges of 40, 50 and 60 Å along the axes.
  const matrix = new TextEncoder().encode('0.025 0 0\n0 0.02 0\n0 0 0.016666666667\n');
  const experiment: Experiment = {
    beam: { wavelengthA: 1 },
    detector: { convention: 'mosflm', pixelsFast: 10, pixelsSlow: 10, pixelMm: 1, distanceMm: 100 },
    crystal: { matrix: 'folder/a.mat', cells: [5, 5, 5] },
    structureFactors: { default: 1 },
  };
  const { crystals } = await latticesOf(experiment, new Map([['a.mat', matrix]]), false);
  const edges = crystals[0]?.direct.map((edge) => Math.hypot(...edge)) ?? [];
  for (const [i, edge] of [40, 50, 60].entries()) expect(edges[i]).toBeCloseTo(edge, 4);
  await expect(resolveInputs(experiment, opened)).rejects.toThrow("orientation matrix 'folder/a.mat' is not open here");
});

test('lists for several energies and powders are read as the commands read them', async () => {
  const channels = [
    { energyEv: 7000, file: 'a.hkl' },
    { energyEv: 7100, file: 'b.hkl' },
  ];
  const powder = { kind: 'powder', cell: [4.157], spaceGroup: 'P m -3 m', amplitude: 10, dMinA: 2, cells: 1e12 };
  const { experiment, inputs } = await resolveInputs(
    { crystal, structureFactors: { channels }, background: [powder] },
    opened,
  );
  expect(inputs.byEnergy).toMatchObject({ kind: 'channels' });
  expect(inputs.reflections).toBeUndefined();
  // 100, 110 and 111 of a primitive cubic cell, and 200, whose d is above 2 Å.
  const [rings] = experiment.background ?? [];
  expect(rings).toMatchObject({ kind: 'rings', cells: 1e12 });
  const spacings = (rings as unknown as { readonly rings: readonly number[][] }).rings.map(([d]) => d);
  expect(spacings.map((d) => Number(d?.toFixed(3)))).toEqual([4.157, 2.939, 2.4, 2.079]);
});

test('a mask of the detector masks every simulated picture, and one that is not open is named', async () => {
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
  for (const misset of [0, 10]) {
    const turned = { ...experiment, crystal: { ...crystal, misset: [misset, 0, 0] as const } };
    const { panels } = (await run(turned, { ...how, opened: files }, quiet)).image;
    const [panel] = panels;
    expect([...(panel?.mask ?? [])].map((bits) => bits !== 0)).toEqual([...keep].map((bits) => bits === 0));
    // The worker passes its pictures on without a copy.
    structuredClone(panels, { transfer: [panel?.pixels.buffer, panel?.mask?.buffer] as ArrayBuffer[] });
  }
  await expect(run(experiment, { ...how, opened }, quiet)).rejects.toThrow(/mask 'folder\/mask\.npy' is not open here/);
  // A preview has larger pixels, which a mask does not fit.
  const large = { ...experiment, detector: { ...experiment.detector, pixelsFast: 400, pixelsSlow: 300 } };
  expect(previewOf(large)?.detector).not.toHaveProperty('mask');
});

test('an error ends with its cause: another number of images, another particle, a server that answers again', async () => {
  const text = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));
  const files = new Map([
    ...opened,
    [
      'm.pdb',
      text([
        'CRYST1   20.000   21.000   22.000  90.00  90.00  90.00 P 1',
        'ATOM      1  N   ALA A   1       1.000   2.000   3.000  1.00 10.00           N',
      ]),
    ],
    ['shots.csv', text(['shot,energyEv,weight', '1,9000,1', '2,9100,1'])],
  ]);
  const model: Experiment = {
    beam: { spectrum: { file: 'shots.csv' } },
    structureFactors: { model: 'm.pdb', dMinA: 3 },
  };
  await expect(resolveInputs({ ...model, scan: { images: 3 } }, files)).rejects.toThrow('2 shots');
  await expect(resolveInputs({ ...model, scan: { images: 2 } }, files)).resolves.toMatchObject({ warnings: [] });

  const channels: Experiment = { crystal, structureFactors: { channels: [{ energyEv: 7000, file: 'a.hkl' }] } };
  await resolveInputs(channels, files);
  const electrons = { ...channels, beam: { particle: 'electron' } } as const;
  await expect(resolveInputs(electrons, files)).rejects.toThrow(
    /structureFactors\.channels: .* beam\.particle is electron/,
  );
  await resolveInputs(channels, files);

  vi.stubGlobal('fetch', async () => new Response('', { status: 503, statusText: 'busy' }));
  await expect(resolveInputs(START, files)).rejects.toThrow('503 busy');
  vi.stubGlobal('fetch', async () => new Response('1 0 0 12.5'));
  const { inputs } = await resolveInputs(START, files).finally(() => vi.unstubAllGlobals());
  expect(amplitudes(inputs.reflections)).toEqual([12.5]);
});

test('a cache is read once, and that it is not written from a list is said', async () => {
  const { inputs: listed } = await resolveInputs({ crystal, structureFactors: { file: 'a.hkl' } }, opened);
  const [chunk] = [writeCache(listed.reflections ?? expect.fail('no list'), 1)].flat();
  const files = new Map([...opened, ['c.bin', chunk as Uint8Array]]);
  const cached = async (misset: number) => {
    const experiment: Experiment = {
      crystal: { ...crystal, misset: [misset, 0, 0] },
      structureFactors: { cache: 'c.bin' },
    };
    return (await resolveInputs(experiment, files)).inputs.reflections ?? expect.fail('no list');
  };
  const first = await cached(0);
  expect(Math.max(...first.F)).toBe(20);
  expect(await cached(1)).toBe(first);
  const both = await resolveInputs({ crystal, structureFactors: { file: 'a.hkl', cache: 'c.bin' } }, files);
  expect(amplitudes(both.inputs.reflections)).toEqual([10, 20]);
  expect(both.warnings).toEqual([expect.stringMatching(/'c\.bin' is not written here/)]);
});

test('an experiment that names files which only their folders tell apart is refused', async () => {
  const channels = [
    { energyEv: 7000, file: 'low/a.hkl' },
    { energyEv: 7100, file: 'high/a.hkl' },
  ];
  const both = resolveInputs({ crystal, structureFactors: { channels } }, opened);
  await expect(both).rejects.toThrow("the experiment names 'low/a.hkl' and 'high/a.hkl'");
  const again = [
    { ...channels[0], file: './a.hkl' },
    { ...channels[1], file: 'a.hkl' },
  ] as typeof channels;
  await resolveInputs({ crystal, structureFactors: { channels: again } }, opened);
});
