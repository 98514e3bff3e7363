import { readSmv } from '@braggsim/detector-io';
import { companionCases, countImage, greyImage, headerText, referenceInput } from '@braggsim/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finisher, folder } from '../terminal/run.fixture';
import { noisify } from './main';

let work: Folder;
beforeEach(() => {
  work = folder();
});
afterEach(() => work.remove());

const finish = finisher('noisify', noisify);

/** Places the outputs in the folder of the test. */
const placed = (argv: readonly string[]) =>
  argv.map((word) =>
    /^\w+\.(img|pgm)$/.test(word) ? work.at(word) : word.startsWith('../inputs/') ? work.at('frame') : word,
  );
const OUTPUTS = ['-intfile', 'int.img', '-noisefile', 'noise.img', '-nopgm'];
const run = (...argv: string[]) => finish(placed([...argv, ...OUTPUTS]));
const frame = () => work.put('frame', referenceInput('frame_64x50.f32'));
const SIZE = ['-detpixels_x', '64', '-detpixels_y', '50', '-seed', '5'];

describe.each(companionCases().filter(({ program }) => program === 'noisify'))('$id', (c) => {
  test('every file equals that of the C program, bit for bit', async () => {
    frame();
    expect(await finish(placed(c.argv))).toMatchObject({ code: 0, err: '' });
    for (const which of ['int', 'noise'] as const) {
      const reference = countImage(c, which);
      const output = c.outputs[which]?.produced;
      if (!reference || !output) continue;
      const bytes = work.read(output);
      expect(readSmv(bytes).pixels).toEqual(reference);
      expect(bytes.toString('latin1', 0, 512)).toBe(
        `${headerText(c, which)?.trimEnd() ?? headerText(c, 'int')?.trimEnd()}\f`.padEnd(512),
      );
    }
    const grey = greyImage(c);
    if (grey) expect(new Uint8Array(work.read('image.pgm').subarray(-grey.length))).toEqual(new Uint8Array(grey));
  });
});

test('32 bits: the noiseless image stops at 65535, the noise image does not', async () => {
  const file = work.put('bright.bin', new Uint8Array(new Float32Array(4).fill(1e5).buffer));
  const argv = ['-floatfile', file, '-detpixels', '2', '-bits', '32', '-seed', '1', '-calibration', '0'];
  expect(await run(...argv)).toMatchObject({ code: 0 });
  expect([...readSmv(work.read('int.img')).pixels]).toEqual([65535, 65535, 65535, 65535]);
  const noisy = readSmv(work.read('noise.img')).pixels;
  expect(noisy).toBeInstanceOf(Int32Array);
  expect(Math.min(...noisy)).toBeGreaterThan(98_000);
});

test('any argument *floatimage.bin* names the input, and its size is guessed with a warning', async () => {
  const file = work.put('my_floatimage.bin', new Uint8Array(new Float32Array(12).buffer));
  const { code, err } = await run(file, '-seed', '1');
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('3 x 4 pixels are a guess') });
});

test('a header is copied with updated lines about the samples', async () => {
  frame();
  await run('-floatfile', work.at('frame'), ...SIZE);
  const own = work.read('int.img');
  const header = work.put('header.img', own);
  const argv = ['-floatfile', work.at('frame'), '-header', header, '-seed', '5', '-noisefile', 'noise2.img', '-nopgm'];
  expect((await finish(placed([...argv, '-intfile', 'int2.img']))).code).toBe(0);
  expect(work.read('int2.img').equals(own)).toBe(true);
  expect((await finish(placed([...argv, '-bits', '32', '-intfile', 'int3.img']))).code).toBe(0);
  expect(work.read('int3.img').toString('latin1', 0, 512)).toContain('TYPE=long_integer;');
  expect(readSmv(work.read('int3.img')).pixels).toEqual(Int32Array.from(readSmv(own).pixels));
});

describe('corrected', () => {
  const corrected = (...argv: string[]) =>
    run('-floatfile', work.at('frame'), '-detpixels_x', '64', '-detpixels_y', '50', '-compat', 'corrected', ...argv);
  const noisy = () => readSmv(work.read('noise.img')).pixels;

  test('the calibration pattern is independent of the seed, unlike in the C program', async () => {
    work.put('frame', new Uint8Array(new Float32Array(3200).fill(4e4).buffer));
    const images: number[][] = [];
    for (const seed of ['1', '2']) {
      expect((await corrected('-seed', seed, '-calibration', '0.05')).code).toBe(0);
      images.push([...noisy()].map((x) => x - 4e4 - 40));
    }
    const [a = [], b = []] = images;
    const product = (x: number[], y: number[]) => x.reduce((sum, v, i) => sum + v * (y[i] as number), 0);
    expect(product(a, b) / Math.sqrt(product(a, a) * product(b, b))).toBeGreaterThan(0.95);
  });

  test('overloads get their value, masked pixels are 0', async () => {
    work.put('frame', new Uint8Array(new Float32Array(3200).fill(1e6).buffer));
    expect((await corrected('-seed', '1', '-overload', '65000')).code).toBe(0);
    expect(new Set(noisy())).toEqual(new Set([65000]));
    await run('-floatfile', work.at('frame'), ...SIZE, '-nonoise', '-scale', '0');
    const mask = work.put('mask', work.read('int.img').fill(0, 512, 512 + 2 * 64));
    expect((await corrected('-seed', '1', '-mask', mask)).code).toBe(0);
    expect([noisy()[63], noisy()[64]]).toEqual([0, 65535]);
  });

  test('the images are the same for any number of threads', async () => {
    const file = work.put('wide', new Uint8Array(new Float32Array(300 * 301).fill(1e3).buffer));
    const images = (threads: string) =>
      run('-floatfile', file, '-detpixels_x', '300', ...['-compat', 'corrected', '-seed', '1', '-threads', threads]);
    expect(await images('1')).toMatchObject({ code: 0, err: '' });
    const alone = [work.read('int.img'), work.read('noise.img')];
    expect(await images('3')).toMatchObject({ code: 0, err: '' });
    expect([work.read('int.img'), work.read('noise.img')]).toEqual(alone);
  });

  test('pixels outside the region of interest are 0, and those inside are unchanged', async () => {
    frame();
    expect((await corrected('-seed', '1')).code).toBe(0);
    const whole = noisy();
    expect((await corrected('-seed', '1', '-roi', '10', '20', '5', '-1')).code).toBe(0);
    expect([...noisy()]).toEqual([...whole].map((value, i) => (inside(i) ? value : 0)));
  });

  test('flicker can apply to the whole image', async () => {
    work.put('frame', new Uint8Array(new Float32Array(3200).fill(1e4).buffer));
    expect((await corrected('-seed', '3', '-calibration', '0', '-flicker', '0.2', '-flicker_mode', 'image')).code).toBe(
      0,
    );
    const values = [...noisy()];
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean - 10_040)).toBeGreaterThan(50);
    expect(Math.max(...values) - Math.min(...values)).toBeLessThan(1000);
  });
});

const inside = (pixel: number) => {
  const [fast, slow] = [pixel % 64, Math.floor(pixel / 64)];
  return fast >= 10 && fast <= 20 && slow >= 5;
};

test('a region of interest does not change the deviates of its pixels, as in the C program', async () => {
  frame();
  const images = () => (['int.img', 'noise.img'] as const).map((name) => [...readSmv(work.read(name)).pixels]);
  const argv = ['-floatfile', work.at('frame'), ...SIZE, '-flicker', '0.1', '-readout', '3'];
  expect((await run(...argv)).code).toBe(0);
  const whole = images();
  expect((await run(...argv, '-c-compat', '-roi', '10', '20', '5', '49')).code).toBe(0);
  expect(images()).toEqual(whole.map((values) => values.map((value, i) => (inside(i) ? value : 0))));
  const mask = work.put('mask', work.read('int.img').fill(0, 512, 512 + 2 * 64 * 6));
  expect((await run(...argv, '-roi', '10', '20', '5', '49', '-mask', mask)).code).toBe(0);
  expect(images()).toEqual(whole.map((values) => values.map((value, i) => (inside(i) && i >= 64 * 6 ? value : 0))));
});

test('pixels that are negative or not numbers are reported', async () => {
  const odd = Float32Array.of(-1, Number.NaN, Number.POSITIVE_INFINITY, 5);
  const file = work.put('odd.bin', new Uint8Array(odd.buffer));
  const { code, err } = await run('-floatfile', file, '-detpixels', '2', '-seed', '1');
  expect([code, err.split('\n')]).toEqual([
    0,
    [
      `noisify: warning: 1 pixels of '${file}' are negative`,
      `noisify: warning: 2 pixels of '${file}' are not finite`,
      '',
    ],
  ]);
});

test('invalid input ends with a message, and changes nothing', async () => {
  frame();
  work.put('text.img', 'no image');
  const input = ['-floatfile', work.at('frame')];
  const attempts: readonly (readonly [number, string, readonly string[]])[] = [
    [2, 'noisify needs an image', []],
    [9, 'it does not exist', ['-floatfile', work.at('none')]],
    [9, 'have 16384 bytes, this file has 12800', [...input, '-detpixels', '64']],
    [9, 'not an SMV image', [...input, '-header', work.at('text.img')]],
    [9, 'not an SMV image', [...input, ...SIZE, '-mask', work.at('text.img')]],
    [2, '-psf must be one of gauss, fiber', [...input, '-psf', 'round']],
    [2, '-seed', [...input, '-seed', '-5']],
    [2, 'unknown flag -gian', [...input, '-gian', '2']],
    [2, 'takes', [...input, '-gain']],
    [2, 'add -compat corrected', [...input, '-overload', '10']],
    [2, 'add -compat corrected', [...input, '-threads', '2']],
    [2, 'must hold pixels of the 64 x 50 detector', [...input, ...SIZE, '-roi', '20', '10', '0', '5']],
  ];
  for (const [code, message, argv] of attempts) {
    expect({ argv, ...(await run(...argv)) }).toMatchObject({ code, err: expect.stringContaining(message) });
  }
  expect(work.names()).toEqual(['frame', 'text.img']);
});

test('help and version are printed', async () => {
  expect((await finish(['-help'])).out).toContain('-calib_seed');
  expect((await finish(['-version'])).out).toMatch(/^braggsim \d/);
});
