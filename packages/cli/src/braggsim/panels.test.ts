import { readNpy } from '@braggsim/detector-io';
import { readExperimentFile } from '@braggsim/experiment/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder } from './run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

const SAMPLE = `
crystal: { cell: [60, 60, 40, 90, 90, 90], cells: [4, 4, 4], shape: gauss, normalize: true }
structureFactors: { default: 100 }
sampling: { oversample: 3, precision: double }
output: image.npy
`;
const PLANE = 'detector: { convention: xds, distanceMm: 100, pixelMm: 0.4, pixelsFast: 16, pixelsSlow: 12';
const experiment = (panels: string) => `${PLANE}${panels && `, panels: [${panels}]`} }\n${SAMPLE}`;

async function imageOf(text: string) {
  const { code, err } = await finish(['simulate', here.put('x.yaml', text)]);
  expect([code, err]).toEqual([0, '']);
  return readNpy(new Uint8Array(here.read('image.npy')));
}

test('panels that tile a plain detector record the same, with gaps of 0', async () => {
  const { pixels: whole } = await imageOf(experiment(''));
  const upper = '{ name: upper, pixelsFast: 16, pixelsSlow: 5, cornerMm: [0, 0, 0] }';
  const lower = '{ pixelsFast: 16, pixelsSlow: 7, cornerMm: [0, 2, 0], gapsPx: [[3, 4, 0, 1]] }';
  const { pixels, shape } = await imageOf(experiment(`${upper}, ${lower}`));
  expect(shape).toEqual([12, 16]);
  const gap = [5, 6].flatMap((row) => [3, 4].map((column) => row * 16 + column));
  for (const [i, value] of whole.entries()) {
    if (gap.includes(i)) expect(pixels[i]).toBe(0);
    else expect(Math.abs((pixels[i] as number) / value - 1)).toBeLessThan(1e-6);
  }
});

test('a rotated panel is read out along its own axes', async () => {
  const { pixels: whole } = await imageOf(experiment(''));
  const turned = '{ pixelsFast: 12, pixelsSlow: 16, cornerMm: [0, 0, 0], fast: [0, 2, 0], slow: [1, 0, 0] }';
  const { pixels, shape } = await imageOf(experiment(turned));
  expect(shape).toEqual([16, 12]);
  for (let fast = 0; fast < 16; fast++) {
    for (let slow = 0; slow < 12; slow++) {
      const value = whole[slow * 16 + fast] as number;
      expect(Math.abs((pixels[fast * 12 + slow] as number) / value - 1)).toBeLessThan(1e-6);
    }
  }
});

test('pixels that are not square record the sum of the square ones at their position', async () => {
  const smooth = (text: string) =>
    text.replace('oversample: 3', 'oversample: 8').replace('cells: [4, 4, 4]', 'cells: [1, 1, 1]');
  const square = '{ pixelsFast: 16, pixelsSlow: 12, cornerMm: [0, 0, 0] }';
  const tall = '{ pixelsFast: 16, pixelsSlow: 6, cornerMm: [0, 0, 0], pixelSlowMm: 0.8 }';
  const wide = '{ pixelsFast: 8, pixelsSlow: 12, cornerMm: [0, 0, 0], pixelMm: 0.8, pixelSlowMm: 0.4 }';
  const [small, high, broad] = [
    await imageOf(smooth(experiment(square))),
    await imageOf(smooth(experiment(tall))),
    await imageOf(smooth(experiment(wide))),
  ];
  expect([high.shape, broad.shape]).toEqual([
    [6, 16],
    [12, 8],
  ]);
  const at = (slow: number, fast: number) => small.pixels[slow * 16 + fast] as number;
  for (const [i, value] of high.pixels.entries()) {
    const [slow, fast] = [2 * Math.floor(i / 16), i % 16];
    expect(Math.abs(value / (at(slow, fast) + at(slow + 1, fast)) - 1)).toBeLessThan(2e-4);
  }
  for (const [i, value] of broad.pixels.entries()) {
    const [slow, fast] = [Math.floor(i / 8), 2 * (i % 8)];
    expect(Math.abs(value / (at(slow, fast) + at(slow, fast + 1)) - 1)).toBeLessThan(2e-4);
  }
});

const ROW = 'pixelsFast: 4, pixelsSlow: 4, cornerMm: [0, 0, 0]';

test.each([
  ['{ pixelsFast: 4, pixelsSlow: 4 }', 'detector.panels[0] needs cornerMm, 3 numbers in mm'],
  [`{ name: a, ${ROW}, fast: [1, 0] }`, 'detector.panels[0].fast (a) is 3 numbers, not [1,0]'],
  [`{ ${ROW}, tilt: 3 }`, "detector.panels[0] has no parameter 'tilt'; it has name, pixelsFast,"],
  [`{ ${ROW}, pixelMM: 1 }`, "has no parameter 'pixelMM'; did you mean pixelMm?"],
  [`{ ${ROW}, gapsPx: [0, 1, 0, 1] }`, 'detector.panels[0].gapsPx is a list of lists of 4 numbers from 0 in px'],
  [`{ ${ROW} }, 5`, 'detector.panels[1] is a record with the fields name,'],
])('panels %s are refused', async (panels, message) => {
  await expect(readExperimentFile(here.put('x.yaml', experiment(panels)))).rejects.toThrow(message);
});

test.each([
  [`{ name: a, ${ROW}, slow: [2, 0, 0] }`, 'detector.panels[0].fast (a) and slow must be two directions'],
  [`{ name: a, ${ROW}, gapsPx: [[0, 4, 0, 1]] }`, 'detector.panels[0].gapsPx (a) must lie within the 4 x 4 pixels'],
  [
    `{ ${ROW} }], gapsPx: [[0, 4, 0, 1]`,
    'detector.gapsPx is for a single detector plane, and this detector has panels',
  ],
  ['{ pixelsFast: 1000000, pixelsSlow: 1000000, cornerMm: [0, 0, 0], gapsPx: [[0, 4, 0, 1]] }', 'of memory'],
])('a simulation with panels %s is refused', async (panels, message) => {
  const { code, err } = await finish(['simulate', here.put('x.yaml', experiment(panels))]);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

test('panels are a list, written in a file', async () => {
  const file = here.put('x.yaml', experiment('').replace('pixelsSlow: 12', 'pixelsSlow: 12, panels: {}'));
  await expect(readExperimentFile(file)).rejects.toThrow('detector.panels is a list with a record or more, not {}');
  const { err } = await finish(['simulate', '--set', 'detector.panels=1']);
  expect(err).toContain('detector.panels is a list of records: write it in an experiment file');
});

test('gaps of a plain detector are 0, in a file or by --set', async () => {
  const file = here.put('x.yaml', experiment(''));
  const { code } = await finish(['simulate', file, '--set', 'detector.gapsPx=0,15,2,3;7,7,0,11']);
  expect(code).toBe(0);
  const { pixels } = readNpy(new Uint8Array(here.read('image.npy')));
  const dark = [...pixels].flatMap((value, i) => (value === 0 ? [i] : []));
  expect(dark).toHaveLength(2 * 16 + 10);
});

test('the experiment in a report is an equivalent file, including panels of a .geom file', async () => {
  here.put('two.geom', GEOM);
  const text = `detector: { model: two.geom, distanceMm: 120 }\n${SAMPLE}`;
  const forecast = async (name: string) => {
    const { code, out } = await finish(['simulate', here.at(name), '--dry-run', '--json']);
    expect(code).toBe(0);
    return JSON.parse(out);
  };
  here.put('x.yaml', `${text}seed: 1\n`);
  const first = await forecast('x.yaml');
  expect(first.experiment.detector.panels).toHaveLength(2);
  here.put('again.json', JSON.stringify(first.experiment));
  expect(await forecast('again.json')).toEqual(first);
});

test('explain lists panels individually, as given and as placed', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => `{ pixelsFast: 4, pixelsSlow: 2, cornerMm: [0, ${i}, 0] }`);
  const { out } = await finish(['explain', here.put('x.yaml', experiment(rows.join(', ')))]);
  expect(out).toMatch(/detector\.panels +9 of them +\(.*x\.yaml\)\n +- \{"pixelsFast":4,"pixelsSlow":2/);
  expect(out).toContain('panel p1: 4 x 2 pixels from -3.2 -1.4 100 mm of the lab, fast 1 0 0, slow 0 1 0\n');
  expect(out).toContain('and 1 more\n');
});

const GEOM = `photon_energy = 9500
clen = 0.1
res = 2000
${['p0', 'p1']
  .map(
    (name, i) =>
      `${name}/min_fs = 0\n${name}/max_fs = 7\n${name}/min_ss = ${6 * i}\n${name}/max_ss = ${6 * i + 5}\n` +
      `${name}/corner_x = ${10 * i - 9}\n${name}/corner_y = 1\n${name}/fs = x\n${name}/ss = y`,
  )
  .join('\n')}
bad/min_fs = 1
bad/max_fs = 2
bad/min_ss = 0
bad/max_ss = 3
`;
