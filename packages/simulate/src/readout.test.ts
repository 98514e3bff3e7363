import type { Readout, StageRequest } from '@braggsim/core';
import { readoutThreads } from '@braggsim/noise/node';
import { type Folder, folder } from '@braggsim/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readStageImage } from './node/stage-image';
import { digitizing, prepareReadout, type ReadoutPanel } from './readout';

test('the largest recorded value is that of samples, bits and maximum together', () => {
  expect(digitizing([{ kind: 'photon' }])).toBeUndefined();
  expect(digitizing([{ kind: 'digitize' }])).toEqual({ type: 'u16', offset: 40, maximum: 65535 });
  expect(digitizing([{ kind: 'digitize', bits: 14, offset: 0 }])).toEqual({ type: 'u16', offset: 0, maximum: 16383 });
  expect(digitizing([{ kind: 'digitize', bits: 20 }])?.maximum).toBe(65535);
  expect(digitizing([{ kind: 'digitize', type: 'i32', maximum: 1e6 }])?.maximum).toBe(1e6);
  expect(digitizing([{ kind: 'digitize', type: 'f32' }])?.maximum).toBe(Number.POSITIVE_INFINITY);
});

test('the samples are those of the last stage that makes some, unless others go on to calculate with them', () => {
  const words = [{ kind: 'adaptiveGain' }, { kind: 'digitize', offset: 0 }];
  expect(digitizing([{ kind: 'adaptiveGain' }])).toEqual({ type: 'u16', offset: 0, maximum: 65535 });
  expect(digitizing([...words, { kind: 'badPixels' }, { kind: 'saturation' }])).toMatchObject({ type: 'u16' });
  expect(digitizing([...words, { kind: 'decodeGain' }])).toBeUndefined();
  expect(digitizing([...words, { kind: 'decodeGain' }, { kind: 'digitize', type: 'f32' }])?.type).toBe('f32');
});

describe('a readout', () => {
  const panel = { pixelsSlow: 2, pixelsFast: 3, pixelSize: 1e-4, region: { fast: [0, 3], slow: [0, 2] } } as const;
  const prepared = (chain: readonly StageRequest[], panels: readonly ReadoutPanel[] = [panel]) =>
    prepareReadout(chain, panels, 1, { runner: readoutThreads(1), readImage: readStageImage });
  let here: Folder;
  beforeEach(() => {
    here = folder();
  });
  afterEach(() => here.remove());
  const mask = (shape: string) =>
    here.put(
      'mask.npy',
      Buffer.concat([
        Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'),
        Buffer.from(`{'descr': '|u1', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117)),
        Buffer.from('\n'),
        Buffer.alloc(6),
      ]),
    );

  test('whose samples cannot hold what some pixels get is refused', async () => {
    const file = mask('2, 3');
    const chain = (type: string, value?: number) => [
      { kind: 'digitize', type },
      { kind: 'badPixels', file, ...(value !== undefined && { value }) },
    ];
    await expect(prepared(chain('u16'))).rejects.toThrow('badPixels puts -1 into samples of u16');
    await expect(prepared(chain('i32', 0.5))).rejects.toThrow('whole numbers from -2147483648 to 2147483647');
    for (const good of [chain('i32'), chain('u16', 65535), chain('f32', -0.5)]) await prepared(good);
  });

  test('of a region alone gives the values of the whole panel there, and names places of the panel', async () => {
    const region = { fast: [2, 5], slow: [1, 4] } as const;
    const large = { ...panel, pixelsSlow: 5, pixelsFast: 6, region };
    const photons = Float32Array.from({ length: 30 }, (_, i) => 7 * i);
    const crop = photons.filter((_, i) => i % 6 >= 2 && i % 6 < 5 && i >= 6 && i < 24);
    const chain = [
      { kind: 'photon' },
      { kind: 'calibration', rms: 0.1 },
      { kind: 'hotPixels', count: 6, value: 999 },
      { kind: 'digitize', type: 'i32', offset: 0 },
    ];
    const readouts = await Promise.all([prepared(chain, [large]), prepareReadout(chain, [large], 1)]);
    for (const readout of readouts) {
      const [whole] = (await readout.record([photons], 3)).values;
      const [part] = (await readout.record([crop], 3, undefined, true)).values;
      expect([...(part ?? [])]).toEqual(
        [...(whole ?? [])].filter((_, i) => i % 6 >= 2 && i % 6 < 5 && i >= 6 && i < 24),
      );
      expect(new Set(part).size).toBeGreaterThan(5);
    }
    const sharing = await prepareReadout([{ kind: 'chargeSharing', sigmaUm: 20 }], [large], 1);
    await expect(sharing.record([crop], 3, undefined, true)).rejects.toThrow('needs the pixels around the region');
    const wrong: Readout = {
      kind: 'readout',
      id: 'wrong',
      version: 1,
      about: { equation: 'none', citation: 'none' },
      params: {},
      pixelwise: () => true,
      apply: (values, _, { firstPixel }) => {
        if (firstPixel === 14) values[1] = Number.NaN;
      },
    };
    const failing = await prepareReadout([{ kind: 'wrong' }], [large], 1, {
      stages: new Map([['wrong', () => wrong]]),
    });
    await expect(failing.record([crop], 3, undefined, true)).rejects.toThrow('at fast 3, slow 2');
  });

  test('with a mask of another shape is refused, also when it has as many pixels', async () => {
    const chain = [{ kind: 'badPixels', file: mask('3, 2') }];
    await expect(prepared(chain)).rejects.toThrow('has 3 x 2 pixels (slow x fast), and the detector has 2 x 3');
  });

  test('takes pixels as large as those of the panels, which must be of one size then', async () => {
    const chain = [{ kind: 'chargeSharing', sigmaUm: 20 }];
    const photons = [Float64Array.of(0, 90, 0, 0, 0, 0)];
    const spread = async (own: object, pixelSize: number) =>
      (
        await (
          await prepared([{ ...chain[0], ...own } as StageRequest], [{ ...panel, pixelSize }])
        ).record(photons, 0, new AbortController().signal)
      ).values;
    expect(await spread({}, 5e-5)).toEqual(await spread({ pixelUm: 50 }, 2e-4));
    const mixed = [panel, { ...panel, pixelSize: 2e-4 }];
    await expect(prepared(chain, mixed)).rejects.toThrow('chargeSharing needs pixelUm');
    await prepared([{ kind: 'chargeSharing', pixelUm: 100 }], mixed);
  });

  test('stages that count in pixels refuse panels whose pixels are not square, unless they are told a size', async () => {
    const oblong = [{ ...panel, pixelAspect: 0.5 }];
    for (const request of [{ kind: 'pointSpread' }, { kind: 'chargeSharing', sigmaUm: 20 }]) {
      await expect(prepared([request], oblong)).rejects.toThrow(
        `${request.kind} needs pixelUm: the pixels of the panels are not square`,
      );
      await prepared([{ ...request, pixelUm: 100 }], oblong);
    }
    // Within what refinement makes of square pixels.
    await prepared([{ kind: 'chargeSharing' }], [{ ...panel, pixelAspect: 0.9995 }]);
  });
});
