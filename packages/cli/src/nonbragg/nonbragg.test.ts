import { readSmv } from '@braggsim/detector-io';
import { companionCases, countImage, floatImage, headerText, referenceInput } from '@braggsim/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finisher, folder } from '../terminal/run.fixture';
import { statisticsOf } from './inverse';
import { nonBragg } from './main';

let work: Folder;
beforeEach(() => {
  work = folder();
});
afterEach(() => work.remove());

const command = finisher('nonBragg', nonBragg);

/** Places the inputs of the reference cases and the outputs in the folder of the test. */
const finish = (argv: readonly string[]) =>
  command(
    argv.map((word) => {
      const input = /^\.\.\/inputs\/(.*)$/.exec(word)?.[1];
      if (input !== undefined) return work.put(input, referenceInput(input));
      return /^\w+\.(img|pgm|bin|stol)$/.test(word) ? work.at(word) : word;
    }),
  );

const floats = (name: string) => new Float32Array(new Uint8Array(work.read(name)).buffer);
const QUIET = ['-noprogress', '-nopgm', '-nonoise', '-intfile', 'int.img', '-floatfile', 'float.bin', '-seed', '1'];
const PLANE = ['-distance', '100', '-pixel', '2', '-detpixels', '20', '-kernel', 'reference'];
const unity = () => work.put('unity.stol', '0 1\n0.5 1\n1 1\n1.5 1\n');

describe.each(companionCases().filter(({ program }) => program === 'nonBragg'))('$id', (c) => {
  test('every file equals that of the C program', async () => {
    expect(await finish([...c.argv, '-kernel', 'reference'])).toMatchObject({ code: 0 });
    const reference = floatImage(c);
    const ours = floats('float.bin');
    expect(ours).toHaveLength(reference.length);
    const largest = ours.reduce((max, x, i) => Math.max(max, Math.abs(x / (reference[i] as number) - 1)), 0);
    expect(largest).toBeLessThan(1e-6);
    for (const which of ['int', 'noise'] as const) {
      const counts = countImage(c, which);
      if (!counts) continue;
      const bytes = work.read(c.outputs[which]?.produced as string);
      expect(readSmv(bytes).pixels).toEqual(counts);
      expect(bytes.toString('latin1', 0, 512)).toBe(`${headerText(c, which)?.trimEnd()}\f`.padEnd(512));
    }
  });
});

test('a table of ones gives the product of molecules, solid angle, polarization and r_e^2 fluence (check value of the specification)', async () => {
  const argv = ['-stol', unity(), '-thickness', '1', '-samplesize', '0.1', '-thickness', '1', ...PLANE, ...QUIET];
  const { code, out } = await finish([...argv, '-fluence', '1e20']);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('3.34563e+17 molecules') });
  const image = floats('float.bin');
  for (const [fast, slow] of [
    [0, 0],
    [12, 5],
  ] as const) {
    // The direct beam is at (size - pixel)/2 along fast and (size + pixel)/2 along slow, mm.
    const range = Math.hypot(100, 2 * fast + 1 - 19, 2 * slow + 1 - 21);
    const cosine = 100 / range;
    const solidAngle = (4 / range ** 2) * cosine;
    const expected = 3.34563433e17 * solidAngle * 0.5 * (1 + cosine ** 2) * 7.94079248018965e-30 * 1e20;
    expect(Math.abs((image[slow * 20 + fast] as number) / expected - 1)).toBeLessThan(1e-6);
  }
});

test('rounding adds a pixel as in the C program, and none when corrected', async () => {
  const argv = ['-stol', unity(), '-distance', '100', '-detpixels', '13', '-kernel', 'reference', ...QUIET];
  await finish(argv);
  expect(readSmv(work.read('int.img')).shape).toEqual([14, 14]);
  await finish([...argv, '-compat', 'corrected']);
  expect(readSmv(work.read('int.img')).shape).toEqual([13, 13]);
});

test('weights of sources are used: doubling them doubles the sum of the C program and keeps the corrected average', async () => {
  const list = work.put('sources.txt', '-10 0 0 3 1e-10\n-10 0 0 1 1e-10\n');
  const one = ['-stol', unity(), ...PLANE, ...QUIET];
  await finish(one);
  const plain = floats('float.bin');
  await finish([...one, '-sourcefile', list]);
  expect((floats('float.bin')[0] as number) / (plain[0] as number)).toBeCloseTo(2, 6);
  await finish([...one, '-sourcefile', list, '-compat', 'corrected']);
  expect((floats('float.bin')[0] as number) / (plain[0] as number)).toBeCloseTo(1, 6);
});

test('-Fmap writes amplitudes instead of photons', async () => {
  work.put('ramp.stol', '0 0\n0.1 1\n0.2 2\n0.3 3\n');
  await finish(['-stol', work.at('ramp.stol'), '-Fmap', ...PLANE, ...QUIET]);
  const fast = 12;
  const range = Math.hypot(100, 2 * fast + 1 - 19, 1 - 21);
  const stol = Math.sqrt((1 - 100 / range) / 2);
  expect(floats('float.bin')[fast]).toBeCloseTo(10 * stol, 6);
});

test('-background adds the photons of another image before noise', async () => {
  const argv = ['-stol', unity(), ...PLANE, ...QUIET];
  await finish(argv);
  const alone = floats('float.bin');
  const other = Float32Array.from(alone, (_, i) => 1e6 + i);
  const file = work.put('crystal', new Uint8Array(other.buffer));
  expect((await finish([...argv, '-background', file])).code).toBe(0);
  expect(floats('float.bin')).toEqual(alone.map((value, i) => value + (other[i] as number)));
  const both = await finish([...argv, '-background', file, '-Fmap']);
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('leave one of them out')]);
  const small = work.put('small', new Uint8Array(8));
  const { code, err } = await finish([...argv, '-background', small]);
  expect([code, err]).toEqual([9, expect.stringContaining('20 x 20 float pixels have 1600 bytes, this file has 8')]);
});

describe('conversion of an image to a table', () => {
  const liquid = '../inputs/liquid.stol';
  const wide = ['-distance', '60', '-pixel', '1.5', '-detpixels', '60', '-fluence', '1e24', '-kernel', 'reference'];

  test('gives the amplitudes that made the image', async () => {
    await finish(['-stol', liquid, ...wide, ...QUIET, '-scale', '1', '-adc', '0', '-samplesize', '0.0024']);
    const made = floats('float.bin');
    expect(Math.max(...made)).toBeLessThan(65535);
    expect(Math.min(...made)).toBeGreaterThan(100);
    const argv = ['-stol', liquid, '-img', 'int.img', '-stolout', 'out.stol', '-adc', '0', '-samplesize', '0.0024'];
    const { code, err } = await finish([...argv, ...wide, ...QUIET.map((w) => (w === 'int.img' ? 'int2.img' : w))]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const source = new Map(
      new TextDecoder()
        .decode(referenceInput('liquid.stol'))
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/).map(Number) as [number, number]),
    );
    const rows = work
      .read('out.stol')
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    expect(rows.length).toBeGreaterThan(5);
    for (const [stol = 0, mean = 0, , median = 0, , count = 0] of rows) {
      expect(count).toBeGreaterThan(100);
      const amplitude = source.get(stol) as number;
      expect(Math.abs(mean / amplitude - 1)).toBeLessThan(0.06);
      expect(Math.abs(median / amplitude - 1)).toBeLessThan(0.06);
    }
  });

  test('statistics of a point: mean, deviation, median, MAD, with and without outliers', () => {
    expect(statisticsOf([1, 2, 3, 4, 100], 7)).toEqual({
      stol: 7,
      mean: 22,
      rmsd: Math.sqrt([1, 2, 3, 4, 100].reduce((sum, x) => sum + (x - 22) ** 2, 0) / 5),
      median: 3,
      mad: 1,
      count: 5,
    });
    expect(statisticsOf([1, 2, 3, 4, 100], 7, 6)).toMatchObject({ mean: 2.5, median: 2.5, mad: 1, count: 4 });
  });
});

test('invalid input ends with a message, and changes nothing', async () => {
  work.put('bad.stol', '0 1\n0.1 much\n');
  work.put('falling.stol', '0.2 1\n0.1 2\n');
  const attempts: readonly (readonly [number, string, readonly string[]])[] = [
    [9, 'needs a table of amplitudes', []],
    [9, 'it does not exist', ['-stol', work.at('none.stol')]],
    [9, 'line 2: the amplitude is a number', ['-stol', work.at('bad.stol')]],
    [9, 'must rise', ['-stol', work.at('falling.stol')]],
    [2, 'unknown flag -hkl', ['-hkl', 'x']],
    [2, 'unknown flag -sidecar', ['-sidecar']],
    [2, '-MW', ['-MW', '0']],
    [9, 'not an SMV image', ['-stol', work.at('bad.stol'), '-img', work.at('bad.stol')]],
  ];
  for (const [code, message, argv] of attempts) {
    expect({ argv, ...(await finish([...argv, ...PLANE, ...QUIET])) }).toMatchObject({
      code,
      err: expect.stringContaining(message),
    });
  }
  expect(work.names()).toEqual(['bad.stol', 'falling.stol']);
});

test('help and version are printed', async () => {
  expect((await finish(['-help'])).out).toContain('-stolout');
  expect((await finish(['--version'])).out).toMatch(/^braggsim \d/);
});
