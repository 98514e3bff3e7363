import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChain, isPixelwise, readoutChain } from './chain';
import { noiseStages } from './stages';

const shape = [64, 48] as const;
const context = { seed: 3, image: 2, panel: 1, shape };
const expected = () => Float64Array.from({ length: 64 * 48 }, (_, i) => (i % 31) * 7);

const DETECTOR = [
  { kind: 'flicker', rms: 0.01 },
  { kind: 'calibration', rms: 0.02 },
  { kind: 'photon' },
  { kind: 'gain', gain: 2, offset: 5 },
  { kind: 'readNoise', rms: 1.5 },
  { kind: 'saturation', maximum: 300, overload: 65535 },
  { kind: 'digitize', offset: 0 },
];

test('stages are applied in the order in which they are declared', async () => {
  const orders = [
    [
      { kind: 'gain', gain: 2 },
      { kind: 'gain', offset: 10 },
    ],
    [
      { kind: 'gain', offset: 10 },
      { kind: 'gain', gain: 2 },
    ],
  ];
  const results = await Promise.all(
    orders.map(async (requests) => {
      const values = Float64Array.of(1);
      applyChain(await readoutChain(requests), values, { ...context, shape: [1, 1] });
      return values[0];
    }),
  );
  expect(results).toEqual([12, 22]);
});

test('a chain of pixelwise stages gives the same bits in bands of any size and order', async () => {
  const chain = await readoutChain(DETECTOR);
  expect(isPixelwise(chain)).toBe(true);
  const whole = expected();
  applyChain(chain, whole, context);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 63 }), { maxLength: 6 }), fc.boolean(), (cuts, backwards) => {
      const edges = [...new Set([0, ...cuts, 64])].sort((a, b) => a - b);
      const bands = edges.slice(1).map((to, i) => [edges[i] as number, to] as const);
      const banded = expected();
      for (const [from, to] of backwards ? bands.reverse() : bands) {
        applyChain(chain, banded.subarray(from * 48, to * 48), { ...context, firstPixel: from * 48 });
      }
      expect(banded).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

test('stages of one kind have independent random streams: variances add up, and a third stage changes neither stream', async () => {
  const noise = { kind: 'readNoise', rms: 1 };
  const recorded = async (count: number) => {
    const values = new Float64Array(64 * 48);
    applyChain(await readoutChain(Array.from({ length: count }, () => noise)), values, context);
    return values;
  };
  const [one, two, three] = await Promise.all([recorded(1), recorded(2), recorded(3)]);
  const variance = two.reduce((sum, x) => sum + x * x, 0) / two.length;
  expect(Math.abs(variance - 2)).toBeLessThan(5 * 2 * Math.sqrt(2 / two.length));
  const product = one.reduce((sum, x, i) => sum + x * ((two[i] as number) - x), 0) / one.length;
  expect(Math.abs(product)).toBeLessThan(5 / Math.sqrt(one.length));
  expect(three).not.toEqual(two.map((x, i) => 2 * x - (one[i] as number)));
});

test.each(['philox', 'ran1'])('photons that are counted twice with %s are counted independently', async (rng) => {
  const values = new Float64Array(64 * 48).fill(100);
  applyChain(
    await readoutChain([
      { kind: 'photon', rng },
      { kind: 'photon', rng },
    ]),
    values,
    { ...context, image: 0, panel: 0 },
  );
  const variance = values.reduce((sum, x) => sum + (x - 100) ** 2, 0) / values.length;
  expect(Math.abs(variance - 200)).toBeLessThan(5 * 200 * Math.sqrt(2 / values.length));
});

test('stages that spread light or draw serially need the whole image', async () => {
  for (const request of [{ kind: 'pointSpread' }, { kind: 'chargeSharing' }, { kind: 'photon', rng: 'ran1' }]) {
    expect(isPixelwise(await readoutChain([request]))).toBe(false);
  }
});

test('every stage of the registry can be requested, and has documentation', async () => {
  const names = [...noiseStages.keys()];
  const chain = await readoutChain(names.map((kind) => ({ kind })));
  expect(chain.map(({ stage }) => stage.id)).toEqual(names);
  for (const { stage } of chain) {
    expect(stage.about.citation).not.toBe('');
    for (const { doc } of Object.values(stage.params)) expect(doc).not.toBe('');
  }
});

test('digitize may change the words of adaptive gain only after they are decoded', async () => {
  const digitized =
    (...between: readonly string[]) =>
    (params: object) =>
      readoutChain(
        ['adaptiveGain', ...between]
          .map((kind) => ({ kind }) as { kind: string })
          .concat({ kind: 'digitize', ...params }),
      );
  for (const params of [{}, { offset: 1 }, { offset: 0, bits: 14 }, { offset: 0, maximum: 16383 }]) {
    await expect(digitized()(params)).rejects.toThrow('give it offset 0');
    await expect(digitized('badPixels')(params)).rejects.toThrow('give it offset 0');
    await expect(digitized('decodeGain')(params)).resolves.toHaveLength(3);
  }
  for (const params of [{ offset: 0 }, { offset: 0, type: 'i32' }, { offset: 0, type: 'f32' }]) {
    await expect(digitized()(params)).resolves.toHaveLength(2);
  }
});

test('unknown stages and parameters are rejected before any stage is applied', async () => {
  await expect(readoutChain([{ kind: 'gian' }])).rejects.toThrow("no readout stage 'gian'");
  await expect(readoutChain([{ kind: 'gain', gian: 1 }])).rejects.toThrow("no parameter 'gian'");
  await expect(readoutChain([{ kind: 'gain', gain: -1 }])).rejects.toThrow('above 0');
  await expect(readoutChain([{ kind: 'digitize', maximum: -1 }])).rejects.toThrow(
    'maximum of digitize must be at least 0',
  );
  await expect(readoutChain([{ kind: 'adaptiveGain', switchAt: [900, 30] }])).rejects.toThrow(
    'switchAt must not decrease',
  );
});
