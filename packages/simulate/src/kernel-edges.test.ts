import { type Term, term } from '@braggsim/core';
import type { Plan, Registry, TermPlan } from '@braggsim/core/kernel';
import { builtinTerms, type Experiment } from '@braggsim/experiment';
import type { Calculator, Triple } from '@braggsim/formula';
import { cpuKernel, pixelTracer } from '@braggsim/kernel-cpu';
import { describe, expect, test } from 'vitest';
import { compute, exact } from './agreement.fixture';
import { CUBE, changed, corrected } from './cube.fixture';
import { buildPlan } from './plan';

const PRECISIONS = ['double', 'mixed', 'single'] as const;
const ROUNDING = { double: 6e-8, mixed: 2e-6, single: 2e-6 } as const;

const about = { equation: 'for tests', citation: 'none' };
const head = { version: 1, params: {}, about, constants: () => ({}) };
const straightAhead = <T>(m: Calculator<T>): Triple<T> => [m.value(1), m.value(0), m.value(0)];
/** One metre ahead, wherever on the detector: the direction is (1, 0, 0) without a rounding. */
const ahead = term({
  ...head,
  slot: 'surface',
  id: 'ahead',
  inputs: [],
  formula: (m) => straightAhead(m),
});
/** Tells the offsets from the reciprocal lattice point. */
const offsets = term({
  ...head,
  slot: 'shape',
  id: 'offsets',
  inputs: ['dh', 'dk', 'dl'],
  formula: (m, { dh, dk, dl }) => m.sum(10, dh, m.product(3, dk), m.product(9, dl)),
  slope: () => 1,
});
const terms: Registry<Term> = new Map([
  ...builtinTerms,
  ...([ahead, offsets] as readonly unknown[] as readonly Term[]).map((t) => [t.id, () => t] as const),
]);
const planned = (id: string, specialization = {}): TermPlan => ({ id, version: 1, constants: {}, specialization });

const layout = { name: 'F', min: [-4, -4, -4], count: [9, 9, 9] } as const;
const table = { layout, values: Float64Array.from({ length: 729 }, (_, i) => 1 + ((i * 37) % 101)) };

/** One pixel that sees exactly the index hkl. */
const pixelAt = ([h, k, l]: readonly [number, number, number], structure: string): Plan => ({
  fixed: {
    panels: [
      {
        name: 'pixel',
        pixelsFast: 1,
        pixelsSlow: 1,
        pixelSize: 1e-4,
        normalDistance: 1,
        normal: [1, 0, 0],
        surface: planned('ahead'),
        region: { fast: [0, 1], slow: [0, 1] },
      },
    ],
    tables: { F: table },
    shape: planned('offsets'),
    structure: planned(structure, { table: layout }),
    factors: [],
    backgrounds: [],
    oversample: 1,
    layers: 1,
    layerStep: 0,
    dMin: 0,
    culledBackground: 'stays',
  },
  shot: {
    sources: {
      count: 1,
      incident: new Float64Array(3),
      magnetic: new Float64Array(3),
      wavelengths: Float64Array.of(1),
      weights: Float64Array.of(1),
    },
    orientations: Float64Array.of(h, 0, 0, k, 0, 0, l, 0, 0),
    scale: 1,
  },
});

/** What the specification says of that pixel: ties go down, and beyond the table its nearest edge counts. */
function expectedNearest(hkl: readonly number[]): number {
  const whole = hkl.map((x) => Math.ceil(x - 0.5));
  const [i, j, k] = whole.map((n) => Math.max(-4, Math.min(4, n)) + 4) as [number, number, number];
  const rest = hkl.map((x, axis) => x - (whole[axis] as number)) as [number, number, number];
  return (table.values[(i * 9 + j) * 9 + k] as number) ** 2 * (10 + rest[0] + 3 * rest[1] + 9 * rest[2]);
}

const places = [0, 0.5, -0.5, 1.5, -1.5, 2.5, 0.25, 3.5, 4, -4, 4.5, -4.5, 5, -5, 17.5, -1000.5, 1e6, 3e9];

const references = new Map<string, Promise<{ plan: Plan; expected: readonly Float64Array[] }>>();

/** The plan of an experiment and the image of the reference kernel, which all precisions are compared with. */
function referenceOf(experiment: Experiment) {
  const key = JSON.stringify(experiment);
  const found =
    references.get(key) ?? buildPlan(experiment).then(async ({ plan }) => ({ plan, expected: await exact(plan) }));
  references.set(key, found);
  return found;
}

describe.each(PRECISIONS)('in %s', (precision) => {
  const pixel = async (plan: Plan) => (await compute(cpuKernel, plan, { precision }, terms)).images[0]?.[0] as number;

  test('amplitudes are looked up with ties going down, at the edges of the table and beyond', async () => {
    for (const [i, h] of places.entries()) {
      const hkl = [
        h,
        places[(i + 5) % places.length] as number,
        places[(i * 7 + 3) % places.length] as number,
      ] as const;
      const plan = pixelAt(hkl, 'nearest');
      const expected = expectedNearest(hkl);
      const [reference] = await exact(plan, terms);
      expect(reference?.[0], `reference at ${hkl}`).toBe(expected);
      expect(Math.abs((await pixel(plan)) / expected - 1), `cpu at ${hkl}`).toBeLessThan(ROUNDING[precision]);
    }
  });

  test('interpolation begins and ends exactly two planes from the edges of the box', async () => {
    for (const h of [-1, -1.25, -0.75, 1, 1.25, 0.75, 0, 0.5, -0.5, 4, -5, 5e9]) {
      for (const other of [0, 0.5, 1]) {
        const plan = pixelAt([h, other, -other], 'tricubic');
        const [reference] = await exact(plan, terms);
        const expected = reference?.[0] as number;
        expect(Math.abs((await pixel(plan)) / expected - 1), `at ${h} ${other}`).toBeLessThan(ROUNDING[precision]);
      }
    }
  });

  const agrees = async (experiment: Experiment, tolerance: number) => {
    const { plan, expected } = await referenceOf(experiment);
    const { images } = await compute(cpuKernel, plan, { precision });
    expect(images).toHaveLength(expected.length);
    expected.forEach((image, p) => {
      const maximum = Math.max(...image);
      expect(maximum).toBeGreaterThan(0);
      image.forEach((x, i) => {
        const error = Math.abs((images[p]?.[i] as number) - x);
        expect(error).toBeLessThanOrEqual(tolerance * (precision === 'single' ? maximum : x + 1e-6 * maximum));
      });
    });
  };

  test.each([
    ['spindle steps', { scan: { widthDeg: 3, phiSteps: 30_011 } }],
    ['mosaic domains', { crystal: { mosaic: { spreadDeg: 0.5, domains: 30_011, seed: 3 } } }],
    ['mosaic domains of a compact shape', { crystal: { shape: 'gauss', mosaic: { spreadDeg: 0.5, domains: 30_011 } } }],
  ] as const)('30,011 %s', async (_, change) => {
    await agrees(corrected(changed(change, { sampling: { roi: [10, 10, 12, 12] } })), ROUNDING[precision]);
  });

  test('40,000 subpixels', async () => {
    const change = { sampling: { roi: [10, 10, 12, 12], oversample: 200 }, crystal: { shape: 'gauss' } } as const;
    await agrees(corrected(change), ROUNDING[precision]);
  });

  test('two panels of sizes that are no multiples of a tile, tilted against each other', async () => {
    const panels = [
      { pixelsFast: 13, pixelsSlow: 35, cornerMm: [0, 0, 0], fast: [1, 0, 0], slow: [0, 1, 0] },
      { pixelsFast: 9, pixelsSlow: 7, cornerMm: [2, 0.3, 0], fast: [0.99, 0.1, 0.05], slow: [-0.1, 0.99, 0] },
    ] as const;
    await agrees(corrected({ detector: { panels } }), precision === 'single' ? 1e-5 : ROUNDING[precision]);
  });

  test('layers that absorb next to nothing are as accurate as others', async () => {
    const sensor = { thicknessUm: 2, absorptionDepthUm: 20_000, layers: 2 };
    await agrees(corrected({ detector: { sensor } }), ROUNDING[precision]);
  });
});

test.each([
  ['sources', { beam: { dispersionPercent: 0.01, dispersionSteps: 61 } }],
  ['domains', { crystal: { mosaic: { spreadDeg: 0.1, domains: 64 } } }],
  ['subpixels', { sampling: { oversample: 8 } }],
] as const)('sums of many equal %s keep within the bound of single precision', async (_, change) => {
  const one = { crystal: { cells: [1, 1, 1] }, structureFactors: { default: 77.7 } } as const;
  const { plan } = await buildPlan(corrected(changed(one, change)));
  const { images, arithmetic } = await compute(cpuKernel, plan, { precision: 'single' });
  const [expected = new Float64Array()] = await exact(plan);
  expect(expected.length).toBeGreaterThan(0);
  expected.forEach((x, i) => {
    expect(Math.abs((images[0]?.[i] as number) / x - 1)).toBeLessThanOrEqual(arithmetic.bound as number);
  });
});

test.each([1 + 1e-9, 1 - 1e-9])('a limit at %f of the spacing of a pixel keeps or drops that pixel', async (ratio) => {
  const pixel = { fast: 3, slow: 9 };
  const { plan } = await buildPlan(CUBE);
  const { last } = (await pixelTracer(plan, builtinTerms))(pixel);
  const limited = {
    ...plan,
    fixed: { ...plan.fixed, dMin: (0.5 / (last?.inputs.sinThetaOverLambda as number)) * ratio },
  };
  const at = pixel.slow * 16 + pixel.fast;
  for (const precision of PRECISIONS) {
    const { images, arithmetic } = await compute(cpuKernel, limited, { precision });
    if (precision === 'single') expect(arithmetic.bound).toBeUndefined();
    else expect((images[0]?.[at] as number) > 0).toBe(ratio < 1);
  }
  const { arithmetic } = await compute(cpuKernel, limited, { precision: 'auto', tolerance: 1 });
  expect(arithmetic.precision).toBe('mixed');
});
