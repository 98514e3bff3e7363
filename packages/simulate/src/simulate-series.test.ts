import { readCbf } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import { parseSpectrum } from '@braggsim/sources';
import { expect, test } from 'vitest';
import { simulate } from './simulate';
import { simulateSeries } from './simulate-series';

const experiment: Experiment = {
  seed: 5,
  beam: { wavelengthA: 1 },
  detector: { pixelsFast: 20, pixelsSlow: 16, pixelMm: 0.4, distanceMm: 100 },
  crystal: { cell: [60, 60, 40, 90, 90, 90], cells: [4, 4, 4], shape: 'gauss' },
  structureFactors: { default: 100 },
  scan: { startDeg: 10, widthDeg: 0.5, images: 3 },
  readout: [{ kind: 'photon' }, { kind: 'digitize', type: 'i32', offset: 0 }],
};

async function all(given: Experiment, options?: Parameters<typeof simulateSeries>[1]) {
  const images = [];
  for await (const image of simulateSeries(given, options)) images.push(image);
  return images;
}

test('every image has the photons of the experiment at its own spindle angle', async () => {
  const images = await all(experiment);
  expect(images.map(({ startDeg }) => startDeg)).toEqual([10, 10.5, 11]);
  for (const { startDeg, photons } of images) {
    const alone = await simulate({ ...experiment, scan: { startDeg, widthDeg: 0.5 } });
    expect(photons[0]).toEqual(alone.panels[0]?.data);
  }
});

test('files hold what was recorded; without outputs there are none', async () => {
  const [image] = await all({ ...experiment, scan: { startDeg: 10 }, output: ['a_##.cbf'] });
  expect(image?.files.map(({ path }) => path)).toEqual(['a_01.cbf']);
  const bytes = Buffer.concat(image?.files[0]?.chunks ?? []);
  expect([...readCbf(bytes).pixels]).toEqual([...(image?.recording.values[0] ?? [])]);
  const without = await all(experiment);
  expect(without.flatMap(({ files }) => files)).toEqual([]);
});

test('what holds the whole series comes with the last image', async () => {
  const images = await all({ ...experiment, output: ['series.nxs'] });
  expect(images.map(({ files }) => files.map(({ path }) => path))).toEqual([[], [], ['series.nxs']]);
});

test('a file about images on a disk is refused, naming the function that writes it', async () => {
  await expect(all({ ...experiment, output: ['a_#.cbf', 'XDS.INP'] })).rejects.toThrow(
    "'XDS.INP' describes files on a disk: use writeSeries of @braggsim/simulate/node",
  );
});

test('a raised signal interrupts it', async () => {
  await expect(all(experiment, { signal: AbortSignal.abort() })).rejects.toThrow('interrupted');
});

test('each image of a series has a pulse of its own, the same as alone', async () => {
  const spectrum = { kind: 'sase', fwhmEv: 40, spikeEv: 8, range: 1, seed: 3, pulseEnergy: 'varies' } as const;
  const { readout: _, beam: __, ...rest } = experiment;
  const pulsed = { ...rest, beam: { energyEv: 12000, spectrum }, scan: { images: 2 } };
  const [first, second] = await all(pulsed);
  expect(second?.photons[0]).not.toEqual(first?.photons[0]);
  expect(second?.metadata.beam?.fluence).not.toBe(first?.metadata.beam?.fluence);
  const again = await all({ ...pulsed, scan: { images: 3 } });
  expect(again[1]?.photons[0]).toEqual(second?.photons[0]);
});

test('a file of spectra needs as many shots as there are images', async () => {
  const { beam: _, ...rest } = experiment;
  const spectrum = parseSpectrum('shot,energyEv,weight\n1,12000,1\n2,12100,1\n', 'shots.csv');
  const run = all({ ...rest, beam: { spectrum: { file: 'shots.csv' } } }, { inputs: { spectrum } });
  await expect(run).rejects.toThrow('shots.csv has 2 shots, and the series 3 images');
});

test('each image of a series has a band of its own, with as many knots as it has', async () => {
  const bands = [
    '9300,0\n9800,1\n10100,0.5',
    '9500,1\n9900,2',
    `${[...Array(12).keys()].map((i) => `${9400 + 50 * i},${(7 * i) % 5}`).join('\n')}`,
  ];
  const header = 'energyEv,weight\n';
  const rows = bands.flatMap((text, shot) => text.split('\n').map((row) => `${shot},${row}`)).join('\n');
  const { beam: _, readout: __, ...rest } = experiment;
  const [crystal] = [{ ...experiment.crystal, shape: 'gauss-hkl' as const }];
  const given = {
    ...rest,
    crystal,
    beam: { spectrum: { file: 'bands.csv', between: 'linear' } },
    background: [{ kind: 'rings', rings: [[3.9, 1000]], sizeA: 100, cells: 1e4, cellVolumeA3: 128 }],
    absorption: { thicknessUm: 200, muPerMm: 1, atWavelengthA: 1.27 },
  } as const satisfies Experiment;
  const images = await all(given, { inputs: { spectrum: parseSpectrum(`shot,${header}${rows}`, 'bands.csv') } });
  expect(images).toHaveLength(3);
  for (const [i, { startDeg, photons }] of images.entries()) {
    const alone = await simulate(
      { ...given, scan: { startDeg, widthDeg: 0.5 } },
      { inputs: { spectrum: parseSpectrum(header + bands[i], 'bands.csv') } },
    );
    expect(photons[0]).toEqual(alone.panels[0]?.data);
  }
  await expect(
    all(given, { inputs: { spectrum: parseSpectrum(`shot,${header}0,9000,1\n1,9000,1\n2,9000,1`, 'b.csv') } }),
  ).rejects.toThrow('b.csv, spectrum 1 has one line; expected at least two knots');
});
