import { readSmv } from '@braggsim/detector-io';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finish, folder } from '../run.fixture';

let work: Folder;
beforeEach(() => {
  work = folder();
});
afterEach(() => work.remove());

const floats = (name: string) => new Float32Array(new Uint8Array(work.read(name)).buffer);

describe('braggsim noise', () => {
  const shape = ['--shape', '20,30', '--seed', '5'];
  const flat = () => work.put('flat.bin', new Uint8Array(new Float32Array(600).fill(100).buffer));

  test('photon noise and offset are the default, and equal for equal seeds', async () => {
    const file = flat();
    expect(await finish(['noise', file, ...shape, '-o', work.at('a.img')])).toMatchObject({ code: 0, err: '' });
    await finish(['noise', file, ...shape, '-o', work.at('b.img')]);
    await finish(['noise', file, '--shape', '20,30', '--seed', '6', '-o', work.at('c.img')]);
    const { pixels, shape: found } = readSmv(work.read('a.img'));
    expect(found).toEqual([20, 30]);
    const mean = [...pixels].reduce((sum, x) => sum + x, 0) / 600;
    expect(Math.abs(mean - 140)).toBeLessThan(5 * Math.sqrt(100 / 600));
    expect(readSmv(work.read('b.img')).pixels).toEqual(pixels);
    expect(readSmv(work.read('c.img')).pixels).not.toEqual(pixels);
  });

  test('effects are applied and reported in their order', async () => {
    const { code, out } = await finish([
      ...['noise', flat(), ...shape, '--no-photon-noise', '--gain', '2', '--offset', '0.5', '--type', 'f32'],
      ...['--psf', 'gauss', '--psf-fwhm', '150', '-o', work.at('out.bin')],
    ]);
    expect({ code, out }).toMatchObject({
      code: 0,
      out: `pointSpread, gain, digitize\nwrote ${work.at('out.bin')}\n`,
    });
    expect(floats('out.bin')[10 * 30 + 15]).toBeCloseTo(200.5, 3);
    expect(floats('out.bin')[0]).toBeLessThan(150);
  });

  test('the chain of an experiment file can have a mask of its own', async () => {
    work.put('mask.bin', new Uint8Array(new Float32Array(600).fill(1).fill(0, 0, 30).buffer));
    const chain = work.put(
      'chain.yaml',
      'readout:\n  - { kind: gain, gain: 3 }\n  - { kind: digitize, type: f32, offset: 0 }\n  - { kind: badPixels, file: mask.bin, value: -9 }\n',
    );
    const run = await finish(['noise', flat(), ...shape, '--chain', chain, '-o', work.at('out.bin')]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect([...floats('out.bin').slice(28, 32)]).toEqual([-9, -9, 300, 300]);
  });

  test('a chain may have stages of a plug-in', async () => {
    const about = "about: { equation: 'n + 1', citation: 'for tests' }";
    const stage = `{ kind: 'readout', id: 'oneMore', version: 1, params: {}, ${about}, apply: (v) => v.forEach((n, i) => { v[i] = n + 1; }) }`;
    const plugin = ['--plugin', work.put('one-more.mjs', `export const oneMore = ${stage};`)];
    const chain = ['--chain', work.put('plugin.yaml', 'readout: [oneMore]\n')];
    const base = ['noise', flat(), ...shape, '-o', work.at('more.bin')];
    expect(await finish([...base, ...chain, ...plugin])).toMatchObject({ code: 0, err: '' });
    expect(new Set(floats('more.bin'))).toEqual(new Set([101]));
    expect((await finish([...base, ...plugin])).err).toContain('give --chain, too');
    expect(await finish([...base, ...chain])).toMatchObject({ code: 2, err: expect.stringContaining('--plugin') });
  });

  test('a chain has its own seed, and effects as flags are refused with it', async () => {
    const chain = work.put('seeded.yaml', 'seed: 77\nreadout: [{ kind: photon }]\n');
    const base = ['noise', flat(), '--shape', '20,30', '--chain', chain, '-o', work.at('out.bin')];
    expect((await finish(base)).out).toContain('seed 77');
    expect((await finish([...base, '--seed', '5'])).out).toContain('seed 5');
    expect(await finish([...base, '--gain', '2', '--psf', 'gauss'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--psf, --gain would have no effect'),
    });
  });

  test('the image is the same for any number of threads', async () => {
    const file = work.put('wide.bin', new Uint8Array(new Float32Array(300 * 301).fill(100).buffer));
    const chain = [...['--shape', '301,300', '--seed', '5', '--psf', 'gauss'], ...['--read-noise', '2', '--threads']];
    for (const threads of ['1', '3', 'auto']) {
      expect((await finish(['noise', file, ...chain, threads, '-o', work.at(`${threads}.img`)])).code).toBe(0);
    }
    for (const other of ['3', 'auto']) expect(work.read(`${other}.img`).equals(work.read('1.img'))).toBe(true);
  });

  test('an SMV image keeps its geometry', async () => {
    const argv = [
      '--material',
      'water',
      '--detpixels',
      '8',
      '--pixel',
      '2',
      '--distance',
      '123',
      '--wavelength',
      '1.3',
    ];
    await finish(['background', ...argv, '--molecules', '1e15', '--fluence', '1e20', '-q', '-o', work.at('in.img')]);
    expect(await finish(['noise', work.at('in.img'), '--seed', '1', '-o', work.at('out.img')])).toMatchObject({
      code: 0,
    });
    const { DISTANCE, WAVELENGTH, PIXEL_SIZE, IMAGE_PEDESTAL } = readSmv(work.read('out.img')).header.fields;
    expect([DISTANCE, WAVELENGTH, PIXEL_SIZE, IMAGE_PEDESTAL].map(Number)).toEqual([123, 1.3, 2, 40]);
  });

  test('an offset in the file is subtracted, and an added one is reported', async () => {
    const sum = async (name: string) =>
      JSON.parse((await finish(['stats', work.at(name), '--json'])).out).sum as number;
    const still = ['--no-photon-noise', '--seed', '1'];
    await finish(['noise', flat(), ...shape, '--no-photon-noise', '-o', work.at('in.img')]);
    expect(await sum('in.img')).toBe(600 * 140);
    expect(await finish(['noise', work.at('in.img'), ...still, '-o', work.at('out.img')])).toMatchObject({ err: '' });
    expect(work.read('out.img').equals(work.read('in.img'))).toBe(true);
    for (const name of ['out.cbf', 'out.nxs']) {
      await finish(['noise', work.at('in.img'), ...still, '-o', work.at(name)]);
      expect([name, await sum(name)]).toEqual([name, 600 * 100]);
    }
  });

  test('an SMV image of a tilted detector has its offset, and one warning about its header', async () => {
    const tilted = ['--detpixels', '8', '--distance', '100', '--fluence', '1e20', '--detector-rotation', '0,5,0', '-q'];
    const water = ['--material', 'water', '--molecules', '1e15'];
    await finish(['background', ...water, ...tilted, '-o', work.at('in.nxs')]);
    const { code, err } = await finish(['noise', work.at('in.nxs'), '--seed', '1', '-o', work.at('out.img')]);
    expect([code, err.split('\n').length]).toEqual([0, 2]);
    expect(err).toContain(`the header of '${work.at('out.img')}' cannot say that the detector is tilted`);
    expect(readSmv(work.read('out.img')).header.fields.IMAGE_PEDESTAL).toBe('40');
  });

  test.each([
    ['n_##.cbf', [], '1 3'],
    ['n_##.cbf', ['--frame', '3'], '3 3'],
    ['n_##.cbf', ['--image', '10'], '11 13'],
    ['n.nxs', ['--image', '10'], '1 3'],
  ])('XDS.INP for %s of noise %j numbers the images as XDS finds them', async (name, flags, numbers) => {
    const still = ['--default-f', '100', '--cell', '60,60,40', '--ncells', '4,4,4', '--detpixels', '8', '--osc', '1'];
    await finish(['simulate', ...still, '--images', '3', '-q', '-o', work.at('in.nxs')]);
    const outputs = ['-o', work.at(name), '-o', work.at('XDS.INP')];
    const argv = ['noise', work.at('in.nxs'), ...flags, '--type', 'i32', '--seed', '1', ...outputs];
    expect(await finish(argv)).toMatchObject({ code: 0, err: '' });
    expect(work.read('XDS.INP').toString()).toContain(`\nDATA_RANGE= ${numbers}\nSPOT_RANGE= ${numbers}\n`);
    for (const number of numbers.split(' ')) {
      expect(work.names()).toContain(name.replace('##', number.padStart(2, '0')));
    }
  });

  test('pixels without a valid number of photons are reported', async () => {
    const file = work.put('odd.bin', new Uint8Array(Float32Array.of(-1, Number.NaN, Infinity, 5, 0, 1).buffer));
    const { code, err } = await finish(['noise', file, '--shape', '2,3', '--seed', '1', '-o', work.at('out.img')]);
    expect([code, err]).toEqual([0, `braggsim: warning: 3 pixels of '${file}' are negative or not finite\n`]);
    expect([...readSmv(work.read('out.img')).pixels].slice(0, 3)).toEqual([40, 40, 65535]);
  });

  test('the pixel size of the file applies to the spreading of light and charge', async () => {
    const detectorFlags = ['--detpixels', '9', '--distance', '100', '--fluence', '1e25', '--kernel', 'reference', '-q'];
    const crystal = ['--default-f', '100', '--cell', '60,60,60', '--ncells', '3,3,3', ...detectorFlags];
    await finish(['simulate', ...crystal, '--pixel', '0.2', '-o', work.at('in.nxs')]);
    const spread = async (...argv: string[]) => {
      const stage = ['--no-photon-noise', '--charge-sharing', '50', '--offset', '0', '--type', 'f32', ...argv];
      await finish(['noise', work.at('in.nxs'), ...stage, '--seed', '1', '-o', work.at('out.npy')]);
      return work.read('out.npy');
    };
    const asTold = await spread();
    expect(asTold.equals(await spread('--pixel', '200'))).toBe(true);
    expect(asTold.equals(await spread('--pixel', '100'))).toBe(false);
  });

  describe('several panels and several images are recorded', () => {
    const EXPERIMENT = `
detector: { convention: xds, distanceMm: 100, pixelMm: 0.4, pixelsFast: 16, pixelsSlow: 12, panels: [
  { pixelsFast: 16, pixelsSlow: 5, cornerMm: [0, 0, 0] }, { pixelsFast: 12, pixelsSlow: 7, cornerMm: [0, 2, 0] }] }
crystal: { cell: [60, 60, 40, 90, 90, 90], cells: [4, 4, 4], shape: gauss, normalize: true }
structureFactors: { default: 100 }
beam: { fluencePerM2: 1e28 }
scan: { widthDeg: 1, images: 3 }
sampling: { kernel: reference, oversample: 1 }
seed: 8
`;
    const READOUT = 'readout: [{ kind: photon }, { kind: readNoise, rms: 2 }, { kind: digitize, type: i32 }]\n';
    const imagesOf = async (name: string) => {
      await finish(['convert', work.at(name), work.at('flat_#.npy')]);
      return [1, 2, 3].map((frame) => work.read(`flat_${frame}.npy`));
    };

    test('a long series is reported by its first names and the last', async () => {
      const long = EXPERIMENT.replace('images: 3', 'images: 10');
      await finish(['simulate', work.put('x.yaml', long), '-q', '-o', work.at('photons.nxs')]);
      const { out } = await finish(['noise', work.at('photons.nxs'), '--seed', '1', '-o', work.at('n_#.npy')]);
      expect(out.match(/^wrote /gm)).toHaveLength(8);
      expect(out).toContain(`and 2 more, up to ${work.at('n_10.npy')}\n`);
    });

    test('the data files of a master file are reported as well', async () => {
      await finish(['simulate', work.put('x.yaml', EXPERIMENT), '-q', '-o', work.at('photons.nxs')]);
      const { out } = await finish(['noise', work.at('photons.nxs'), '--images-per-file', '2', '-o', work.at('n.nxs')]);
      const names = ['n_data_000001.h5', 'n_data_000002.h5', 'n.nxs'];
      expect(out.match(/^wrote .*$/gm)).toEqual(names.map((name) => `wrote ${work.at(name)}`));
    });

    test('all of them are recorded as in a simulation with the same readout', async () => {
      await finish(['simulate', work.put('x.yaml', EXPERIMENT), '-q', '-o', work.at('photons.nxs')]);
      await finish(['simulate', work.put('y.yaml', EXPERIMENT + READOUT), '-q', '-o', work.at('simulated.nxs')]);
      const chain = work.put('chain.yaml', `seed: 8\n${READOUT}`);
      const argv = ['noise', work.at('photons.nxs'), '--chain', chain];
      expect(await finish([...argv, '-o', work.at('noisy.nxs')])).toMatchObject({ code: 0, err: '' });
      const [images, noisy] = [await imagesOf('simulated.nxs'), await imagesOf('noisy.nxs')];
      for (const [i, image] of images.entries()) expect(noisy[i]?.equals(image)).toBe(true);
      expect(images[0]?.equals(images[1] as Buffer)).toBe(false);

      const named = [...[1, 2, 3].map((i) => work.at(`n_0${i}.npy`)), work.at('n.geom')];
      expect(await finish([...argv, '-o', work.at('n_##.npy'), '-o', work.at('n.geom')])).toMatchObject({
        code: 0,
        out: ['photon, readNoise, digitize; seed 8', ...named.map((name) => `wrote ${name}`), ''].join('\n'),
      });
      expect(work.names()).toEqual(expect.arrayContaining(['n_01.npy', 'n_02.npy', 'n_03.npy', 'n.geom']));
      expect((await finish([...argv, '--frame', '2', '-o', work.at('one.npy')])).code).toBe(0);
      expect(work.read('one.npy').equals(work.read('n_02.npy'))).toBe(true);
      expect((await finish([...argv, '--frame', '2', '--image', '0', '-o', work.at('other.npy')])).code).toBe(0);
      expect(work.read('other.npy').equals(work.read('one.npy'))).toBe(false);
      expect(await finish([...argv, '-o', work.at('x.npy')])).toMatchObject({
        code: 2,
        err: expect.stringContaining('3 images need # for their number'),
      });
    });
  });

  test('bad input', async () => {
    const file = flat();
    const attempts: readonly (readonly [number, string, readonly string[]])[] = [
      [2, 'needs a name for its output', [file, ...shape]],
      [2, 'does not contain its size', [file, '-o', work.at('x.img')]],
      [9, 'it does not exist', [work.at('none.bin'), ...shape, '-o', work.at('x.img')]],
      [9, 'bytes', [file, '--shape', '20,31', '-o', work.at('x.img')]],
      [2, '--gain', [file, ...shape, '--gain', '-1', '-o', work.at('x.img')]],
      [2, 'no image format', [file, ...shape, '-o', work.at('x.jpg')]],
      [2, 'holds whole numbers of 16 bits', [file, ...shape, '--type', 'f32', '-o', work.at('x.img')]],
      [2, '--psf-fwhm has no effect without --psf', [file, ...shape, '--psf-fwhm', '3', '-o', work.at('x.img')]],
      [
        2,
        '--detector-seed has no effect without --calibration',
        [file, ...shape, '--detector-seed', '3', '-o', work.at('x.img')],
      ],
      [
        2,
        '--pixel has no effect without --psf or --charge-sharing',
        [file, ...shape, '--pixel', '3', '-o', work.at('x.img')],
      ],
      [2, 'is about images for other programs', [file, ...shape, '-o', work.at('x.npy'), '-o', work.at('XDS.INP')]],
      [9, 'there is no image 2', [file, ...shape, '--frame', '2', '-o', work.at('x.img')]],
    ];
    const still = work.put('still.yaml', 'beam: { wavelengthA: 1 }\n');
    expect(await finish(['noise', file, ...shape, '--chain', still, '-o', work.at('x.img')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('has no readout'),
    });
    for (const [code, message, argv] of attempts) {
      const run = await finish(['noise', ...argv]);
      expect({ argv, ...run }).toMatchObject({ code, err: expect.stringContaining(message) });
    }
    expect(work.names()).toEqual(['flat.bin', 'still.yaml']);
  });
});
