import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finish, folder, SMALL } from './run.fixture';

let at: Folder;
beforeEach(() => {
  at = folder();
});
afterEach(() => at.remove());

const run = async (...argv: string[]) => {
  const found = await finish(['-outdir', at.path, ...argv]);
  expect(found.err.replace(/nanoBragg: (warning: |faults ).*\n/g, '')).toBe('');
  expect(found.code).toBe(0);
  return found;
};
const headerOf = (name: string): Record<string, string> => {
  const text = at.read(name).toString('latin1', 0, 512);
  return Object.fromEntries([...text.matchAll(/^(\w+)=(.*);$/gm)].map(([, key = '', value = '']) => [key, value]));
};
const words = (name: string) => new Uint16Array(new Uint8Array(at.read(name).subarray(512)).buffer);
const floats = (name = 'floatimage.bin') => new Float32Array(new Uint8Array(at.read(name)).buffer);

const CUBE = '-cell 100 100 100 90 90 90 -default_F 100 -N 5 -distance 100'.split(' ');
const detectorFlags = (pixels: number, pixel = 0.1) => ['-detpixels', `${pixels}`, '-pixel', `${pixel}`];

test.each(['-h', '-help', '--help'])('%s lists the flags and their synonyms, with exit code 0', async (flag) => {
  const { code, out } = await finish([flag]);
  expect(code).toBe(0);
  for (const name of [
    ...['-hkl', '-mat', '-cell', '-pixel', '-detpixels', '-distance', '-lambda', '-wave', '-energy', '-floatfile'],
    ...['-intfile', '-noisefile', '-pgmfile', '-scale', '-adc', '-mosflm', '-xds', '-denzo', '-dials', '-adxv', '-roi'],
  ]) {
    expect(out).toContain(name);
  }
});

test('headers contain the simulated values in the order of the C program, and end in blanks', async () => {
  await run(...CUBE, ...detectorFlags(32), '-lambda', '6.2');
  const first = at.read('intimage.img').toString('latin1', 0, 512);
  expect(first).toMatch(/^\{\nHEADER_BYTES=512;\nDIM=2;\nBYTE_ORDER=little_endian;\nTYPE=unsigned_short;\nSIZE1=32;/);
  expect(first).toMatch(/\}\f *$/);
  expect(headerOf('intimage.img')).toMatchObject({ PIXEL_SIZE: '0.1', DISTANCE: '100', WAVELENGTH: '6.2' });
  await run(...CUBE, ...detectorFlags(32, 0.2), '-distance', '150', '-lambda', '1.54');
  expect(headerOf('intimage.img')).toMatchObject({ PIXEL_SIZE: '0.2', DISTANCE: '150', WAVELENGTH: '1.54' });
});

describe('the pivot', () => {
  test.each([
    ['-mosflm -distance 100', 'BEAM'],
    ['-mosflm -close_distance 100', 'BEAM'],
    ['-xds -distance 100', 'SAMPLE'],
    ['-xds -close_distance 100 -pivot beam', 'SAMPLE'],
    ['-fdet_vector 0 0 1 -distance 100', 'BEAM'],
    ['-fdet_vector 0 0 1 -close_distance 100', 'SAMPLE'],
  ])('%s rotates about the %s', async (flags, pivot) => {
    const { out } = await run(...CUBE, ...detectorFlags(16), ...flags.split(' '));
    expect(out).toMatch(new RegExp(`pivot.*${pivot}`, 'i'));
  });
});

test('pixels outside the region of interest are zero in all images, including noise and offset', async () => {
  await run(...CUBE, ...detectorFlags(32), '-roi', '10', '20', '8', '23', '-seed', '1');
  const inside = (i: number) => i % 32 >= 10 && i % 32 <= 20 && Math.floor(i / 32) >= 8 && Math.floor(i / 32) <= 23;
  for (const image of [floats(), words('intimage.img'), words('noiseimage.img')]) {
    expect(image.length).toBe(1024);
    image.forEach((x, i) => {
      expect(inside(i) ? x >= 0 : x === 0).toBe(true);
    });
    expect(image.some((x, i) => inside(i) && x > 0)).toBe(true);
  }
});

describe('scales', () => {
  const line = [
    '-cell',
    '50',
    '50',
    '50',
    '90',
    '90',
    '90',
    '-default_F',
    '100',
    '-distance',
    '50',
    ...detectorFlags(10),
  ];

  test('automatic scaling: the brightest pixel is 55000 plus the offset, rounded', async () => {
    await run(...line);
    expect(Math.max(...words('intimage.img'))).toBe(55040);
  });

  test('a given scale: photons times the scale, halves rounded up, plus the offset', async () => {
    await run(...line, '-scale', '1e5', '-adc', '7');
    const photons = floats();
    expect([...words('intimage.img')]).toEqual([...photons].map((x) => Math.floor(Math.min(65535, x * 1e5 + 7) + 0.5)));
  });

  test('the grey map: levels truncated, at most 255', async () => {
    await run(...line, '-pgmscale', '20000');
    const bytes = at.read('image.pgm');
    const head = 'P5\n10 10\n# pixels scaled by 20000\n255\n';
    expect(bytes.toString('latin1', 0, head.length)).toBe(head);
    expect([...bytes.subarray(head.length)]).toEqual([...floats()].map((x) => Math.min(255, Math.floor(x * 20000))));
  });
});

describe('noise', () => {
  const noisy = async (seed: string, ...more: string[]) => {
    await run(...CUBE, ...detectorFlags(32), '-fluence', '1e32', '-seed', seed, ...more);
    return words('noiseimage.img');
  };

  test('equal seeds give equal images, different seeds different ones', async () => {
    const first = await noisy('42');
    expect(await noisy('42')).toEqual(first);
    const other = await noisy('43');
    expect(first.filter((x, i) => x !== other[i]).length).toBeGreaterThan(0.1 * first.length);
  });

  test('overloads are counted and clipped', async () => {
    const bright = await noisy('1', '-fluence', '1e37');
    expect(Math.max(...bright)).toBe(65535);
  });
});

test('masked pixels are zero in the float image, and the header of the mask gives the detector', async () => {
  const header = '{\nHEADER_BYTES=512;\nSIZE1=8;\nSIZE2=8;\nPIXEL_SIZE=0.3;\nDISTANCE=77;\nWAVELENGTH=1.3;\n}\f'.padEnd(
    512,
  );
  const mask = Uint16Array.from({ length: 64 }, (_, i) => (i % 5 === 0 ? 0 : 1));
  const file = at.put('mask.img', Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(mask.buffer)]));
  await run(...CUBE.slice(0, -2), '-mask', file);
  floats().forEach((x, i) => {
    expect(x === 0).toBe(i % 5 === 0);
  });
  expect(headerOf('intimage.img')).toMatchObject({ SIZE1: '8', PIXEL_SIZE: '0.3', DISTANCE: '77', WAVELENGTH: '1.3' });
  // Flags take precedence over headers, and the image over the mask.
  const image = at.put('image.img', header.replace('0.3', '0.4').replace('1.3;', '1.9;').padEnd(640));
  await run(...CUBE.slice(0, -2), '-img', image, '-mask', file, '-lambda', '1.1');
  expect(headerOf('intimage.img')).toMatchObject({ PIXEL_SIZE: '0.4', WAVELENGTH: '1.1' });
});

test('a resolution limit of 0 changes nothing, one of 60 A reduces the photons', async () => {
  const total = async (dmin: string) => {
    await run(...CUBE, ...detectorFlags(64), '-lambda', '1.5', '-dmin', dmin);
    return floats().reduce((sum, x) => sum + x, 0);
  };
  await run(...CUBE, ...detectorFlags(64), '-lambda', '1.5');
  const whole = floats().reduce((sum, x) => sum + x, 0);
  expect(await total('0')).toBe(whole);
  expect(await total('60')).toBeLessThan(whole);
});

test('the smallest run needs only a cell and an amplitude', async () => {
  await run(...SMALL);
  expect(at.names()).toEqual(['floatimage.bin', 'image.pgm', 'intimage.img', 'noiseimage.img']);
});
