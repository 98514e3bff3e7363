import { fileURLToPath } from 'node:url';
import { readSmv } from '@braggsim/detector-io';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SMALL as DROP_IN, finish as finishDropIn } from '../../nanobragg/run.fixture';
import { type Folder, finish, folder, SMALL } from '../run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

const simulate = (...argv: string[]) => finish(['simulate', ...argv]);
const floats = (name: string) => new Float32Array(new Uint8Array(here.read(name)).buffer);
const TURNING = ['--osc', '1', '--phi-steps', '3', '--misset', '10,20,30', '--phi', '5'];

test('one run writes every requested format', async () => {
  const names = ['a.img', 'b.smv', 'c.bin', 'd.npy', 'e.pgm', 'f.png', 'g.cbf', 'h.tif'];
  const { code, out, err } = await simulate(...SMALL, '--noise', ...names.flatMap((name) => ['-o', here.at(name)]));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(here.names()).toEqual(names);
  expect(out).toContain('16 x 16 pixels of 0.4 mm at 300 mm, mosflm');
  expect(out).toContain(`wrote ${here.at('a.img')}`);
  // All of these files hold the recorded values.
  const { pixels } = readSmv(here.read('a.img'));
  expect([...floats('c.bin')]).toEqual([...pixels]);
  expect(Math.min(...pixels)).toBeGreaterThanOrEqual(40);
});

test('without a readout float files hold expected photons, and 16-bit files hold them rounded with an offset', async () => {
  const outputs = ['-o', here.at('a.bin'), '-o', here.at('a.img')];
  const { out } = await simulate(...SMALL, '--fluence', '1e30', ...outputs);
  const expected = floats('a.bin');
  expect(expected.some((photons) => !Number.isInteger(photons))).toBe(true);
  const { pixels } = readSmv(here.read('a.img'));
  expect([...pixels]).toEqual([...expected].map((photons) => Math.min(Math.floor(photons + 40.5), 65535)));
  expect(out).toContain('a.img: rounded to whole numbers with an offset of 40');
});

test('the images of a series equal those of single runs at their angles, including noise', async () => {
  const series = await simulate(...SMALL, ...TURNING, '--noise', '--images', '3', '-o', here.at('s_##.bin'));
  expect(series.code).toBe(0);
  expect(here.names()).toEqual(['s_01.bin', 's_02.bin', 's_03.bin']);
  await simulate(...SMALL, ...TURNING, '--images', '3', '-o', here.at('e_##.bin'));
  await simulate(...SMALL, ...TURNING, '--phi', '7', '-o', here.at('single.bin'));
  expect(floats('e_03.bin')).toEqual(floats('single.bin'));
  expect(floats('e_03.bin')).not.toEqual(floats('e_01.bin'));
  await simulate(...SMALL, ...TURNING, '--noise', '-o', here.at('first.bin'));
  expect(floats('s_01.bin')).toEqual(floats('first.bin'));
  const header = await simulate(...SMALL, ...TURNING, '--images', '2', '-o', here.at('h_#.img'));
  expect(header.code).toBe(0);
  expect(Number(readSmv(here.read('h_2.img')).header.fields.PHI)).toBe(6);
});

test('one NeXus file holds a whole series', async () => {
  const { code, out } = await simulate(...SMALL, ...TURNING, '--images', '3', '-o', here.at('all.nxs'));
  expect(code).toBe(0);
  expect(here.names()).toEqual(['all.nxs']);
  expect(out).toContain('in 3 images of 3 steps of 0.333333 deg');
});

test('a long series has a NeXus master file and data files', async () => {
  const series = [...SMALL, ...TURNING, '--images', '3'];
  const run = await simulate(
    ...series,
    '--images-per-file',
    '2',
    '--compression',
    'none',
    '-o',
    here.at('x_master.h5'),
  );
  expect(run.err).toBe('');
  expect(here.names()).toEqual(['x_data_000001.h5', 'x_data_000002.h5', 'x_master.h5']);
  expect(run.out.match(/^wrote .*$/gm)).toHaveLength(3);
});

test.each([
  [['--images-per-file', '2', '-o', 'x_####.nxs'], 'a NeXus file that holds the series'],
  [['--compression', 'none', '-o', 'x.img'], '--compression applies to NeXus files, and no output is one'],
])('options for storing NeXus files are refused without such a file: %j', async (flags, message) => {
  const { code, err } = await simulate(...SMALL, ...flags);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(here.names()).toEqual([]);
});

test('serial noise in C mode equals that of the drop-in, pixel for pixel, with the full header', async () => {
  const own = ['-outdir', here.path, '-nofloat', '-noint', '-nopgm', '-seed', '7', '-noisefile', 'c.img'];
  const showing = await finishDropIn([...DROP_IN, '-seed', '7', '-show_config']);
  expect((await finishDropIn([...DROP_IN, ...own])).code).toBe(0);
  const file = here.put('drop-in.json', showing.out);
  const noise = ['--noise', '--rng', 'ran1', '--set', 'readout.digitize.rounding=down'];
  expect((await simulate(file, ...noise, '-o', here.at('modern.img'))).code).toBe(0);
  const [modern, c] = [readSmv(here.read('modern.img')), readSmv(here.read('c.img'))];
  expect(modern.pixels).toEqual(c.pixels);
  expect(modern.header.fields).toHaveProperty('IMAGE_PEDESTAL');
  expect(c.header.fields).not.toHaveProperty('IMAGE_PEDESTAL');
});

test('pixels outside the region of interest are 0, without the offset', async () => {
  await simulate(...SMALL, '--noise', '--roi', '4,7,2,3', '-o', here.at('a.img'));
  const { pixels } = readSmv(here.read('a.img'));
  const lit = [...pixels.keys()].filter((i) => pixels[i] !== 0);
  expect(lit).toEqual([2, 3].flatMap((slow) => [4, 5, 6, 7].map((fast) => 16 * slow + fast)));
});

test('--json prints one object on stdout, and nothing else', async () => {
  const { out } = await simulate(...SMALL, '--json', '-o', here.at('a.npy'));
  const report = JSON.parse(out);
  expect(report).toMatchObject({ samplesPerPixel: 1, files: [here.at('a.npy')] });
  expect(report.images).toHaveLength(1);
  expect(report.images[0].photons).toBeGreaterThan(report.images[0].max);
});

test('--quiet prints nothing', async () => {
  const { out, err } = await simulate(...SMALL, '--quiet', '-o', here.at('a.npy'));
  expect(out + err).toBe('');
});

test('--dry-run reports what would be done and does nothing', async () => {
  const { code, out } = await simulate(...SMALL, ...TURNING, '--images', '4', '--dry-run', '-o', here.at('a_#.img'));
  expect(code).toBe(0);
  expect(out).toContain('5 to 9 deg in 4 images of 3 steps');
  expect(out).toContain('3 per pixel (1 x 1 subpixels), 3.07 k in all');
  expect(here.names()).toEqual([]);
  const json = await simulate(...SMALL, '--dry-run', '--json', '-o', here.at('a.img'));
  expect(JSON.parse(json.out)).toMatchObject({ images: [], files: [], outputs: [here.at('a.img')] });
});

test('the example of this repository is valid', async () => {
  const example = fileURLToPath(new URL('../../../../../examples/lysozyme/lysozyme.yaml', import.meta.url));
  const { code, out, err } = await simulate(example, '--dry-run');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('120633, nearest');
  expect(out).toContain('lysozyme_####.img');
});

test('--explain names the options in which the C program differs', async () => {
  const { out } = await simulate(...SMALL, ...TURNING, '--explain');
  expect(out).toContain('phiSample (P11)');
  expect(here.names()).toEqual([]);
});

test('an unspecified seed is reported', async () => {
  const noSeed = SMALL.filter((word, i) => word !== '--seed' && SMALL[i - 1] !== '--seed');
  const { out } = await simulate(...noSeed, '--noise', '-o', here.at('a.img'));
  expect(out).toMatch(/seed +\d{10}/);
});

test.each(['flicker', 'photon', 'readNoise', 'adaptiveGain'])('the seed of %s is printed', async (kind) => {
  const experiment = here.put('drawn.json', JSON.stringify({ readout: [{ kind }] }));
  expect((await simulate(experiment, ...SMALL, '--dry-run')).out).toMatch(/seed +3\n/);
});

test.each([
  [['-o', 'a.xyz'], 2, 'no image format is known for the name'],
  [['-o', 'a.img', '--images', '2', '--osc', '1'], 2, "such as '"],
  [['-o', 'a.img', '-o', 'a.img'], 2, 'is named twice'],
  [['-o', 'a.img', '--set', 'readout.digitize.type=f32'], 2, 'holds whole numbers of 16 bits'],
  [['-o', 'a.img', '--hkl', 'none.hkl'], 9, 'cannot read the reflection file'],
  [['-o', 'a.img', '--detpixels', '1000000'], 2, 'of memory'],
  [['-o', 'a.img', '--distance', '-5'], 2, '--distance takes a number above 0 in mm'],
  [['-o', 'a.img', '--kernel', 'gpuu'], 2, '--kernel takes one of auto, reference, cpu, gpu'],
  [['-o', 'a.img', '--shape', 'cube'], 2, "there is no crystal shape 'cube'"],
])('%j ends with exit code %i and leaves no file', async (flags, code, message) => {
  const placed = flags.map((word) => (word.startsWith('a.') ? here.at(word) : word));
  const finished = await simulate(...SMALL, ...placed);
  expect(finished.err).toContain(message);
  expect(finished.code).toBe(code);
  expect(here.names()).toEqual([]);
});

test('a missing folder of an output is created', async () => {
  expect((await simulate(...SMALL, '-o', here.at('i/lyso_####.img'))).code).toBe(0);
  expect(here.read('i/lyso_0001.img').length).toBe(1024);
});

test('an interrupted series keeps its finished files', async () => {
  const stop = new AbortController();
  const series = ['--images', '50', ...TURNING, '--detpixels', '64', '-o', here.at('s_##.npy')];
  const running = finish(['simulate', ...SMALL, ...series], { signal: stop.signal });
  await expect.poll(() => here.names(), { interval: 5 }).toContain('s_01.npy');
  stop.abort();
  const { code, err } = await running;
  expect(code).toBe(130);
  expect(err).toMatch(/interrupted; \d+ of 50 images were finished and written/);
  expect(here.names().every((name) => name.startsWith('s_'))).toBe(true);
});

test.each([
  ['tilted', ['--detector-rotation', '0,5,0']],
  ['swung out', ['--two-theta', '10']],
  ['mirrored', ['--convention', 'adxv']],
])(
  'an SMV image of a %s detector has its offset, and the run reports what its header cannot represent',
  async (_, flags) => {
    const outputs = ['-o', here.at('a.img'), '-o', here.at('import.txt')];
    const { code, err } = await simulate(...SMALL, '--noise', '--offset', '15', ...flags, ...outputs);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/warning: the header of '.*a\.img' cannot say that .*NeXus/),
    ]);
    const { fields } = readSmv(here.read('a.img')).header;
    expect([fields.BEAMLINE, fields.IMAGE_PEDESTAL]).toEqual(['fake', '15']);
    expect(here.read('import.txt').toString()).toContain('have 15 added; IMAGE_PEDESTAL says so');
  },
);

test('the report of backgrounds without a crystal says so, and names what stands in the way', async () => {
  const text = [
    'detector: { pixelsFast: 8, pixelsSlow: 8, pixelMm: 1, distanceMm: 100 }',
    'background: [ { kind: rings, material: ice-ih, cells: 1e9, sizeA: 100 } ]',
    'beamStop: { distanceMm: 30, radiusMm: 2, arm: { widthMm: 1 } }',
    'absorption: { thicknessUm: 300, muPerMm: 2 }',
  ].join('\n');
  const { code, out } = await simulate(here.put('rings.yaml', text), '-o', here.at('a.npy'));
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}crystal +none$/m);
  expect(out).not.toContain('reflections');
  expect(out).toMatch(/^ {2}beam stop +radius 2 mm at 30 mm, with an arm$/m);
  expect(out).toMatch(/^ {2}absorption +slab of 300 µm, 2 \/mm$/m);
});
