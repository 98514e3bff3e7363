import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePgm } from '@braggsim/detector-io';
import { floatImage, referenceCase } from '@braggsim/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { finish, SMALL } from '../../nanobragg/run.fixture';
import { report } from '../../terminal/command';
import { braggsim } from '../main';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'braggsim-compare-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const put = (name: string, bytes: Uint8Array) => {
  writeFileSync(at(name), bytes);
  return at(name);
};
const floats = (name: string, values: readonly number[] | Float32Array) =>
  put(name, new Uint8Array(Float32Array.from(values).buffer));

async function run(...argv: string[]) {
  let [out, err] = ['', ''];
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    signal: new AbortController().signal,
    interactive: false,
  };
  const code = await braggsim(argv, terminal).then(
    () => 0,
    (error: unknown) => report('braggsim', error, terminal),
  );
  return { code, out, err };
}

const json = async (...argv: string[]) => JSON.parse((await run(...argv, '--json')).out);

describe('braggsim compare', () => {
  test('figures agree with hand calculation, as a table and as JSON', async () => {
    const [a, b] = [floats('a.bin', [0, 1, 2, 3, 4, 8]), floats('b.bin', [0, 1, 2, 3, 4, 5])];
    const { code, out } = await run('compare', a, b, '--shape', '2,3');
    expect(code).toBe(0);
    expect(out).toContain('correlation        0.944911183');
    expect(out).toContain('sum                18 of 15, ratio 1.2');
    expect(out).toContain('fast 2, slow 1: 8 and 5, difference 3');
    expect(await json('compare', a, b, '--shape', '2,3')).toMatchObject({
      correlation: 25 / Math.sqrt(700),
      sumRatio: 1.2,
      differing: 1,
      shape: [2, 3],
    });
  });

  test('figures that are not finite are printed in JSON as text', async () => {
    const [a, b] = [floats('a.bin', [0, 1, 2, 3]), floats('b.bin', [0, 0, 0, 0])];
    const found = await json('compare', a, b, '--shape', '2,2');
    expect(found).toMatchObject({ correlation: 'NaN', sum: 6, sumRatio: 'Infinity' });
  });

  test('the images of the C program and of the drop-in', async () => {
    const c = referenceCase('d01-mosflm-cubic');
    const shape = c.shape.join(',');
    const theirs = floats('c.bin', floatImage(c));
    await finish([...c.argv, '-outdir', folder, '-noprogress', '-floatfile', 'ours.bin']);
    const found = await json('compare', at('ours.bin'), theirs, '--shape', shape);
    expect(found.correlation).toBeGreaterThan(0.999999999);
    expect(found.sumRatio).toBeCloseTo(1, 7);
    expect(found.largestOfMaximum).toBeLessThan(1e-6);
    const thresholds = ['--min-correlation', '0.9999', '--max-error', '1e-6', '--max-peak-distance', '0'];
    expect((await run('compare', at('ours.bin'), theirs, '--shape', shape, ...thresholds)).code).toBe(0);
  });

  test('two noise seeds give equal means, different pixels, and a variance of the difference of twice the mean', async () => {
    const noise = (name: string, seed: string) =>
      finish([
        ...[...SMALL, '-detpixels', '100', '-adc', '0', '-water', '30', '-fluence', '1e25'],
        ...['-seed', seed, '-outdir', folder, '-noisefile', at(name)],
      ]);
    await noise('one.img', '1');
    await noise('two.img', '2');
    const found = await json('compare', at('one.img'), at('two.img'));
    expect(found.differing).toBeGreaterThan(9000);
    expect(found.sumRatio).toBeCloseTo(1, 2);
    expect(found.meanSquaredError / ((2 * found.sum) / 1e4)).toBeCloseTo(1, 1);
  });

  test('a shifted image has shifted peaks', async () => {
    const spots = (fast: number, slow: number) => {
      const pixels = new Float32Array(32 * 32);
      for (const [f, s, v] of [
        [5, 5, 9],
        [20, 6, 8],
        [10, 22, 7],
      ] as const)
        pixels[(s + slow) * 32 + f + fast] = v;
      return pixels;
    };
    const [a, b] = [floats('a.bin', spots(2, 1)), floats('b.bin', spots(0, 0))];
    const { peaks } = await json('compare', a, b, '--shape', '32,32');
    expect(peaks.matched).toHaveLength(3);
    expect(peaks.meanDistance).toBeCloseTo(Math.sqrt(5), 12);
    const { code, err } = await run('compare', a, b, '--shape', '32,32', '--max-peak-distance', '2');
    expect([code, err]).toEqual([3, expect.stringContaining('the largest distance of peaks is 2.23606798, above 2')]);
  });

  test('below a threshold the exit code is 3, and the figures are still printed', async () => {
    const [a, b] = [floats('a.bin', [0, 1, 2, 9]), floats('b.bin', [3, 1, 2, 0])];
    const { code, out, err } = await run('compare', a, b, '--shape', '2,2', '--min-correlation', '0.5');
    expect(code).toBe(3);
    expect(out).toContain('correlation');
    expect(err).toMatch(/^braggsim: the images do not agree: the correlation is -0\.\d+, below 0.5\n$/);
  });

  test('a raw image has the size of the other one, and formats may differ', async () => {
    const grey = put('b.pgm', Buffer.concat(writePgm(Uint8Array.of(1, 2, 3, 4, 5, 6), [2, 3], 1)));
    const raw = floats('a.bin', [2, 4, 6, 8, 10, 12]);
    for (const files of [
      [raw, grey],
      [grey, raw],
    ] as const) {
      const found = await json('compare', ...files);
      expect(found.shape).toEqual([2, 3]);
      expect(found.correlation).toBeCloseTo(1, 12);
    }
  });

  test('a picture of the difference', async () => {
    const [a, b] = [floats('a.bin', [0, 1, 2, 3]), floats('b.bin', [0, 1, 2, 5])];
    expect((await run('compare', a, b, '--shape', '2,2', '--diff', at('diff.png'))).code).toBe(0);
    const png = readFileSync(at('diff.png'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2, 2]);
  });

  test.each([
    ['a file that does not exist', () => [at('none.img'), at('none.img')], 9, 'it does not exist'],
    ['raw images of unknown size', () => [floats('a.bin', [1]), floats('b.bin', [1])], 2, 'give --shape slow,fast'],
    ['a wrong shape', () => [floats('a.bin', [1]), floats('b.bin', [1]), '--shape', '2,2'], 9, 'have 16 bytes'],
    [
      'different sizes',
      () => [put('a.pgm', Buffer.from('P5\n1 1\n255\n0')), put('b.pgm', Buffer.from('P5\n2 1\n255\n00'))],
      9,
      'different sizes',
    ],
    [
      'a file that only has the name of an image',
      () => [put('a.png', new Uint8Array([0x89])), at('a.png')],
      9,
      'this is not a PNG image',
    ],
    [
      'an unknown format',
      () => [put('a.xyz', Buffer.from('x')), at('a.xyz')],
      2,
      'no image format is known for the name',
    ],
    ['one image', () => [floats('a.bin', [1])], 2, 'compare'],
    [
      'an unwritable picture',
      () => [floats('a.bin', [1]), floats('b.bin', [1]), '--shape', '1,1', '--diff', '/none/d.png'],
      9,
      'cannot write',
    ],
  ])('%s', async (_, argv, code, message) => {
    const found = await run('compare', ...argv());
    expect(found.err).toContain(message);
    expect(found.code).toBe(code);
  });
});

describe('braggsim stats', () => {
  test('counts of a raw image are listed', async () => {
    const file = floats('a.bin', [0, -1, 5, Number.NaN]);
    const found = await json('stats', file, '--shape', '2,2', '--overload', '5');
    expect(found).toMatchObject({
      pixels: 4,
      zero: 1,
      negative: 1,
      notANumber: 1,
      overloads: 1,
      sum: 4,
      min: -1,
      max: 5,
    });
    expect(found.shells).toBeUndefined();
    const { out } = await run('stats', file, '--shape', '2,2');
    expect(out).toContain('4: 1 zero, 1 negative, 1 not a number, 0 overloaded');
    expect(out).toContain('no resolution shells');
  });

  test('values that are not finite are printed in JSON as text', async () => {
    const file = floats('a.bin', [0, Number.NEGATIVE_INFINITY, 5, Number.POSITIVE_INFINITY]);
    const found = await json('stats', file, '--shape', '2,2');
    expect(found).toMatchObject({ min: '-Infinity', max: 'Infinity', sum: 'NaN' });
  });

  test.each(['-mosflm', '-xds', '-adxv', '-denzo', '-dials'])('shells of simulated images: %s', async (convention) => {
    await finish([...SMALL, convention, '-detpixels', '64', '-pixel', '1', '-lambda', '1.5', '-outdir', folder]);
    const { shells } = await json('stats', at('intimage.img'), '--shells', '4');
    expect(shells).toHaveLength(4);
    expect(shells.reduce((sum: number, { pixels }: { pixels: number }) => sum + pixels, 0)).toBe(64 * 64);
    // The farthest pixel is at a corner: the beam is at the centre, for MOSFLM one pixel beyond it.
    const off = { '-mosflm': [32.5, 32.5], '-xds': [31.5, 31.5], '-dials': [31.5, 31.5] }[convention] ?? [32, 32];
    const twoTheta = Math.atan2(Math.hypot(off[0] as number, off[1] as number), 100);
    expect(shells[3].to).toBeCloseTo(1.5 / (2 * Math.sin(twoTheta / 2)), 3);
  });

  test('other formats have the same shells as SMV', async () => {
    await finish([...SMALL, '-denzo', '-detpixels', '64', '-pixel', '1', '-outdir', folder]);
    const limits = async (name: string): Promise<number[]> =>
      (await json('stats', at(name))).shells.map(({ to }: { to: number }) => to);
    const expected = await limits('intimage.img');
    for (const name of ['a.cbf', 'a.nxs']) {
      expect((await run('convert', at('intimage.img'), at(name))).code).toBe(0);
      for (const [i, to] of (await limits(name)).entries()) expect(to).toBeCloseTo(expected[i] as number, 4);
    }
  });

  test('overloads of 16-bit images', async () => {
    await finish([...SMALL, '-scale', '1e9', '-outdir', folder]);
    const { overloads, max } = await json('stats', at('intimage.img'));
    expect(max).toBe(65535);
    expect(overloads).toBe(64);
  });
});
