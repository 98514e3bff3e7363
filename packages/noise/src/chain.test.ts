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

test('stages act in the order in which they are declared', async () => {
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

test('what spreads light or draws serially wants the whole image', async () => {
  for (const request of [{ kind: 'pointSpread' }, { kind: 'chargeSharing' }, { kind: 'photon', rng: 'ran1' }]) {
    expect(isPixelwise(await readoutChain([request]))).toBe(false);
  }
});

test('every stage of the registry can be asked for, and says what it is', async () => {
  const names = [...noiseStages.keys()];
  const chain = await readoutChain(names.map((kind) => ({ kind })));
  expect(chain.map(({ stage }) => stage.id)).toEqual(names);
  for (const { stage } of chain) {
    expect(stage.about.citation).not.toBe('');
    for (const { doc } of Object.values(stage.params)) expect(doc).not.toBe('');
  }
});

test('unknown stages and parameters are refused before anything is applied', async () => {
  await expect(readoutChain([{ kind: 'gian' }])).rejects.toThrow("no readout stage 'gian'");
  await expect(readoutChain([{ kind: 'gain', gian: 1 }])).rejects.toThrow("no parameter 'gian'");
  await expect(readoutChain([{ kind: 'gain', gain: -1 }])).rejects.toThrow('above 0');
});
