import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finish, folder } from '../run.fixture';

let work: Folder;
beforeEach(() => {
  work = folder();
});
afterEach(() => work.remove());

const floats = (name: string) => new Float32Array(new Uint8Array(work.read(name)).buffer);

describe('braggsim background', () => {
  const detectorFlags = ['--detpixels', '16', '--pixel', '4', '--distance', '100', '--fluence', '1e22', '-q'];

  test('photons per pixel: molecules, amplitude squared, polarization and solid angle', async () => {
    work.put('flat.stol', '0 3\n1 3\n');
    const argv = ['--table', work.at('flat.stol'), '--thickness', '1', '--polarization', 'off', ...detectorFlags];
    expect(await finish(['background', ...argv, '-o', work.at('b.bin')])).toMatchObject({ code: 0 });
    const image = floats('b.bin');
    const molecules = (1e-3 * 1e-4 * 1e-4 * 1e6 * 6.02214179e23) / 18;
    // Pixel (7, 7) is half a pixel from the centre, which is at 34 mm of 64 in this convention.
    const total = [...image].reduce((sum, x) => sum + x, 0);
    const perSteradian = 7.94079248018965e-30 * 1e22 * molecules * 9;
    let solidAngle = 0;
    for (let s = 0; s < 16; s++) {
      for (let f = 0; f < 16; f++) {
        const range = Math.hypot(100, (f + 0.5) * 4 - 34, (s + 0.5) * 4 - 34);
        solidAngle += (16 * 100) / range ** 3;
      }
    }
    expect(total / (perSteradian * solidAngle)).toBeCloseTo(1, 2);
  });

  test('detector and beam of an experiment file apply, but not its crystal, other backgrounds, series or readout', async () => {
    const file = work.put(
      'x.yaml',
      `detector: { distanceMm: 100, pixelMm: 4, pixelsFast: 16, pixelsSlow: 16 }
beam: { fluencePerM2: 1e22 }
crystal: { cell: [60, 60, 40, 90, 90, 90], cells: [8, 8, 8] }
structureFactors: { file: none.hkl }
background: [{ kind: water, thicknessUm: 10 }]
scan: { images: 3, widthDeg: 1 }
readout: [{ kind: digitize }]
output: other.img
`,
    );
    const air = ['background', '--material', 'air'];
    const run = await finish([...air, file, '-q', '-o', work.at('file.npy')]);
    expect(run).toMatchObject({ code: 0, err: '' });
    await finish([...air, ...detectorFlags, '-o', work.at('flags.npy')]);
    expect(work.read('file.npy').equals(work.read('flags.npy'))).toBe(true);
    expect(work.names()).not.toContain('other.img');
    expect((await finish([...air, ...detectorFlags, '--cell', '5,5,5'])).code).toBe(2);
  });

  test('the scan of a detector file is ignored as well', async () => {
    const crystal = ['--default-f', '100', '--cell', '60,60,40', '--ncells', '4,4,4', '--osc', '1', '--images', '4'];
    await finish(['simulate', ...crystal, ...detectorFlags, '-o', work.at('s.expt'), '-o', work.at('s.nxs')]);
    const argv = ['--material', 'water', '--thickness', '1', '--detector', work.at('s.expt'), '-q'];
    expect(await finish(['background', ...argv, '-o', work.at('bg.npy')])).toMatchObject({ code: 0, err: '' });
    expect(await finish(['background', ...argv, '-o', work.at('bg_##.npy')])).toMatchObject({ code: 0 });
    expect(work.names()).toEqual(['bg.npy', 'bg_01.npy', 's.expt', 's.nxs']);
  });

  test('materials by name', async () => {
    for (const material of ['water', 'air', 'ice']) {
      const run = await finish([
        'background',
        '--material',
        material,
        ...detectorFlags,
        '-o',
        work.at(`${material}.bin`),
      ]);
      expect({ material, ...run }).toMatchObject({ code: 0 });
      expect(Math.min(...floats(`${material}.bin`))).toBeGreaterThan(0);
    }
    expect(Math.max(...floats('air.bin'))).toBeLessThan(Math.max(...floats('water.bin')) / 100);
  });

  test('bad input', async () => {
    const out = ['-o', work.at('x.bin')];
    for (const [code, message, argv] of [
      [2, 'either --material or --table', [...detectorFlags, ...out]],
      [2, '--material', ['--material', 'argon', ...detectorFlags, ...out]],
      [9, 'it does not exist', ['--table', work.at('none.stol'), ...detectorFlags, ...out]],
      [2, '--thickness', ['--material', 'air', '--thickness', '-1', ...detectorFlags, ...out]],
    ] as const) {
      expect(await finish(['background', ...argv])).toMatchObject({ code, err: expect.stringContaining(message) });
    }
  });
});
