import { term } from '@braggsim/core';
import { type Experiment, type SimulationInputs, type Stages, withStages } from '@braggsim/experiment';
import { describe, expect, test } from 'vitest';
import { changed } from '../cube.fixture';
import { numberOf, withNumbers } from '../experiment-numbers';
import { derivatives, weightedSum } from './derivatives';
import { REFERENCE } from './reference-gradient.fixture';

const SMALL = changed(REFERENCE, { detector: { pixelsFast: 3, pixelsSlow: 2 } });
const dataOf = (images: readonly { readonly data: Float64Array }[] | undefined) => Array.from(images?.[0]?.data ?? []);

interface Resources {
  readonly inputs?: SimulationInputs;
  readonly stages?: Stages;
}

/** A number of an experiment, and a step of it over which images change little. */
type Step = readonly [name: string, step: number];

/** Largest difference between each derivative and central differences of images, relative to its largest value. */
async function errorsOf(experiment: Experiment, steps: readonly Step[], resources: Resources = {}) {
  const parameters = steps.map(([name]) => name);
  const images = await derivatives(experiment, { ...resources, parameters });
  const errors: { readonly name: string; readonly largest: number; readonly error: number }[] = [];
  for (const [name, step] of steps) {
    const exact = dataOf(images.derivatives[name]);
    const value = numberOf(experiment, name);
    const at = async (by: number) => {
      const moved = withNumbers(experiment, { [name]: value + by });
      return dataOf((await derivatives(moved, { ...resources, parameters: [] })).photons);
    };
    const [up, down, up2, down2] = [await at(step), await at(-step), await at(2 * step), await at(-2 * step)];
    const difference = (i: number) =>
      (8 * ((up[i] as number) - (down[i] as number)) - ((up2[i] as number) - (down2[i] as number))) / (12 * step);
    const largest = Math.max(...exact.map(Math.abs));
    errors.push({ name, largest, error: Math.max(...exact.map((x, i) => Math.abs(x - difference(i)))) / largest });
  }
  return errors;
}

/** Expects that no derivative vanishes, and that all agree with central differences. */
async function expectAgreement(...given: Parameters<typeof errorsOf>): Promise<void> {
  for (const { name, largest, error } of await errorsOf(...given)) {
    expect(largest, name).toBeGreaterThan(0);
    expect(error, name).toBeLessThan(1e-6);
  }
}

const GEOMETRY: readonly Step[] = [
  ['detector.distanceMm', 1e-2],
  ['detector.twoThetaDeg', 1e-3],
  ['detector.rotationDeg.x', 1e-3],
  ['detector.rotationDeg.y', 1e-3],
  ['detector.rotationDeg.z', 1e-3],
  ['beam.wavelengthA', 2e-5],
  ['turn.y', 1e-3],
  ['scan.startDeg', 1e-3],
];

describe('derivatives agree with central differences', () => {
  test.each(
    (['mosflm', 'denzo', 'adxv', 'xds', 'dials', 'custom'] as const).flatMap((convention) =>
      (['beam', 'sample'] as const).map((forcePivot) => [convention, forcePivot] as const),
    ),
  )('%s, about the %s', async (convention, forcePivot) => {
    const centre = convention === 'xds' || convention === 'dials' ? 'originPx' : 'beamCentreMm';
    const experiment = changed(SMALL, { detector: { convention, forcePivot, originPx: [2.5, 1.5] } });
    for (const { name, error, largest } of await errorsOf(experiment, [...GEOMETRY, [`detector.${centre}.x`, 1e-3]])) {
      if (largest > 0) expect(error, name).toBeLessThan(1e-6);
    }
  });

  test.each([
    ['square', { crystal: { cells: [5.3, 4, 6.8] } }],
    ['round', { crystal: { shape: 'round', cells: [5.3, 4, 6.8], fudge: 1.1 } }],
    ['gauss', { crystal: { shape: 'gauss', cells: [2.2, 1.5, 1.8], fudge: 0.7 } }],
    ['gauss-hkl', { crystal: { shape: 'gauss-hkl', cells: [2.2, 1.5, 1.8], fudge: 0.7 } }],
    ['sensor', { detector: { sensor: { thicknessUm: 400, absorptionDepthUm: 250, layers: 3 } } }],
    ['subpixels', { sampling: { oversample: 2, perSample: { solidAngle: true, polarization: true } } }],
    [
      'spectrum',
      { beam: { dispersionPercent: 1, dispersionSteps: 3, divergenceMrad: { horizontal: 1, horizontalSteps: 2 } } },
    ],
    ['curved', { detector: { curved: true } }],
    ['limit', { sampling: { dMinA: 2, oversample: 2 }, beam: { dispersionPercent: 1, dispersionSteps: 2 } }],
  ] as const)('%s', async (_, change) => {
    const experiment = changed(SMALL, change as Experiment);
    const more: readonly Step[] = [
      ['crystal.cell.b', 1e-2],
      ['crystal.cell.gamma', 4e-3],
      ['crystal.cells.c', 1e-2],
      ['crystal.mosaic.spreadDeg', 4e-3],
      ['beam.polarization', 1e-3],
      ...(experiment.crystal?.fudge ? [['crystal.fudge', 1e-3] as const] : []),
      ...(experiment.detector?.sensor
        ? [['detector.sensor.thicknessUm', 0.5] as const, ['detector.sensor.absorptionDepthUm', 0.5] as const]
        : []),
      ...(experiment.beam?.dispersionPercent ? [['beam.dispersionPercent', 1e-3] as const] : []),
    ];
    await expectAgreement(experiment, [...GEOMETRY.slice(0, 3), ...more]);
  });
});

/** A box of amplitudes with holes, smaller than what the image reaches. */
const reflections = ((): NonNullable<SimulationInputs['reflections']> => {
  const side = 5;
  const all = Array.from({ length: side ** 3 }, (_, i) => [
    Math.floor(i / side ** 2),
    Math.floor(i / side) % side,
    i % side,
  ]);
  const kept = all.map((hkl) => hkl.map((x) => x - 2)).filter((_, i) => i % 4 !== 3);
  const column = (axis: number) => Int32Array.from(kept, (hkl) => hkl[axis] as number);
  return {
    count: kept.length,
    h: column(0),
    k: column(1),
    l: column(2),
    F: Float64Array.from(kept, (_, i) => 60 + ((i * 37) % 81)),
    min: [-2, -2, -2],
    max: [2, 2, 2],
  };
})();

test.each(['nearest', 'tricubic'] as const)(
  '%s structure factors: by the default amplitude and the cell',
  async (interpolation) => {
    const experiment = changed(SMALL, { structureFactors: { default: 30, file: 'box.hkl', interpolation } });
    const steps = [
      ['structureFactors.default', 1e-2],
      ['crystal.cell.a', 4e-3],
      ['detector.distanceMm', 1e-2],
    ] as const;
    await expectAgreement(experiment, steps, { inputs: { reflections } });
  },
);

test('backgrounds and factors of plug-ins have theirs, by their own parameters too', async () => {
  const falling = term({
    slot: 'factor',
    id: 'falling',
    version: 1,
    params: { b: { type: 'number', default: 1, doc: 'how fast it falls' } },
    about: { equation: 'exp(-2 b s^2)', citation: 'a test' },
    inputs: ['sinThetaOverLambda'],
    constants: ({ b }) => ({ b: b as number }),
    formula: (m, { sinThetaOverLambda: s }, { b }) => m.exp(m.product(-2e-20, b, m.square(s))),
  });
  const experiment = changed(SMALL, {
    factors: [{ kind: 'falling', b: 15 }],
    background: [
      { kind: 'water', thicknessUm: 40 },
      { kind: 'amorphous', material: 'water', thicknessMm: 0.5 },
    ],
  });
  const stages = withStages([falling]);
  const steps = [
    ['factors.0.b', 0.1],
    ['background.0.thicknessUm', 0.1],
    ['background.1.thicknessMm', 1e-2],
    ['detector.distanceMm', 1e-2],
    ['beam.wavelengthA', 2e-5],
  ] as const;
  await expectAgreement(experiment, steps, { stages });
});

test('along a direction they are the rates times those of the parameters, and of a weighted sum the weighted sum', async () => {
  const parameters = ['crystal.cell.a', 'turn.x', 'crystal.cells.b', 'beam.wavelengthA'];
  const rates = { 'crystal.cell.a': 2, 'turn.x': -0.5, 'beam.wavelengthA': 0.01 };
  const images = await derivatives(SMALL, { parameters, directions: { towards: rates } });
  const slopes = parameters.map((name) => dataOf(images.derivatives[name]));
  const along = dataOf(images.derivatives.towards);
  along.forEach((found, i) => {
    const expected = parameters.reduce(
      (sum, name, p) => sum + ((rates as Record<string, number>)[name] ?? 0) * (slopes[p]?.[i] as number),
      0,
    );
    expect(found / expected).toBeCloseTo(1, 11);
  });
  const weights = [along.map((_, i) => 1 + 0.1 * i)];
  const { sum, gradient } = await weightedSum(SMALL, { parameters, weights });
  const weighted = (values: readonly number[]) =>
    values.reduce((total, x, i) => total + (weights[0]?.[i] as number) * x, 0);
  expect(sum / weighted(dataOf(images.photons))).toBeCloseTo(1, 12);
  parameters.forEach((name, p) => {
    expect((gradient[name] as number) / weighted(slopes[p] as number[])).toBeCloseTo(1, 11);
  });
});

test.each([
  ['crystal.mosaic.seed', {}, 'whole number'],
  ['scan.phiSteps', {}, 'whole number'],
  ['crystal.cell', {}, 'crystal.cell.a'],
  ['crystal.shape', {}, 'name of a stage'],
  ['crystal.sizeUm.x', {}, 'whole unit cells'],
  ['crystal.cell.a', { crystal: { shape: 'tophat' } }, 'jump at their edges'],
  ['detector.closeDistanceMm', {}, 'closeDistanceMm'],
  ['crystal.mosaic.spreadDeg', { crystal: { mosaic: { spreadDeg: 0, domains: 1 } } }, 'end of its range'],
])('%s is refused by name', async (name, change, message) => {
  const refused = derivatives(changed(SMALL, change as Experiment), { parameters: [name] });
  await expect(refused).rejects.toThrow(name);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ tag: 'usage' });
});

test('the intensity of a shape with edges has derivatives', async () => {
  const { derivatives: images } = await derivatives(changed(SMALL, { crystal: { shape: 'tophat' } }), {
    parameters: ['beam.fluencePerM2'],
  });
  expect(images['beam.fluencePerM2']).toHaveLength(1);
});

test('formulas of the diffracted direction have theirs, by all that moves a pixel', async () => {
  const tilted = term({
    slot: 'factor',
    id: 'tilted',
    version: 1,
    params: {},
    about: { equation: '2 + x - y/2 + z^2/3', citation: 'a test' },
    inputs: ['directionX', 'directionY', 'directionZ'],
    constants: () => ({}),
    formula: (m, { directionX, directionY, directionZ }) =>
      m.sum(2, directionX, m.product(-0.5, directionY), m.product(1 / 3, m.square(directionZ))),
  });
  // Without the crystal nothing but the factor and the solid angle depends on the place.
  const { crystal: _, ...bare } = changed(SMALL, { factors: [{ kind: 'tilted' }] });
  const experiment = { ...bare, background: [{ kind: 'water', thicknessUm: 40 }] };
  const stages = withStages([tilted]);
  const steps = [
    ['detector.distanceMm', 1e-2],
    ['detector.rotationDeg.0', 1e-2],
    ['detector.rotationDeg.1', 1e-2],
  ] as const;
  await expectAgreement(experiment, steps, { stages });
});
