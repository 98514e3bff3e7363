import { GASES, interpolant, resample, valueAt } from '@braggsim/background';
import type { Experiment } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { derivatives } from './derivatives/derivatives';
import { numberOf, withNumbers } from './experiment-numbers';
import { simulate } from './simulate';

const base: Experiment = {
  beam: { wavelengthA: 1.1, fluencePerM2: 1e26, polarization: 0.8, beamSizeMm: 0.05 },
  detector: {
    ...{ convention: 'xds', pixelsFast: 9, pixelsSlow: 7, pixelMm: 9, distanceMm: 80, rotationDeg: [7, -11, 5] },
    sensor: { thicknessUm: 300, absorptionDepthUm: 400, layers: 2 },
  },
  sampling: { oversample: 1, precision: 'double' },
};

const photons = async (changes: Experiment, kernel: 'reference' | 'cpu' = 'cpu'): Promise<Float32Array> => {
  const { panels } = await simulate({
    ...base,
    ...changes,
    sampling: { ...base.sampling, ...changes.sampling, kernel },
  });
  return panels[0]?.data as Float32Array;
};

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  const largest = Array.from(expected).reduce((a, b) => Math.max(a, b), 0);
  expect(largest).toBeGreaterThan(0);
  Array.from(found).forEach((x, i) => {
    expect(Math.abs(x - (expected[i] as number)) / largest).toBeLessThan(tolerance);
  });
}

test('a short path is amorphous matter of that thickness', async () => {
  const air = await photons({ background: [{ kind: 'air', fromMm: -0.01, toMm: 0.01 }] });
  const amorphous = await photons({ background: [{ kind: 'amorphous', material: 'air', thicknessMm: 0.02 }] });
  expectClose(air, amorphous, 2e-6);
});

const stop = {
  distanceMm: 30,
  radiusMm: 6,
  centreMm: [1, -2],
  arm: { widthMm: 3, directionDeg: 70 },
  transmission: 0,
} as const;

/** The image by a sum over places in the laboratory frame, for a detector across the beam whose normal it is. */
function summed(pixel: readonly [number, number], path: readonly [number, number], steps: number): number {
  const uniform = resample(interpolant(GASES.nitrogen.table(), 'hold'), 'n');
  const [wavelength, distance, edge] = [1.1, 80, 9];
  const at = [(pixel[0] - 4) * edge, (pixel[1] - 3) * edge] as const;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const z = path[0] + ((i + 0.5) / steps) * (path[1] - path[0]);
    const far = Math.hypot(at[0], at[1], distance - z);
    const cos = (distance - z) / far;
    const stol = Math.sqrt((1 - cos) / 2) / wavelength;
    const amplitude = valueAt(uniform, stol * 1e10);
    // The beam is polarized along x: the component of the ray along y.
    const polarization = (1 + cos * cos - 0.8 * (1 - cos * cos - 2 * (at[1] / far) ** 2)) / 2;
    const shrink = (30 - z) / (distance - z);
    const [x, y] = [at[0] * shrink - 1, at[1] * shrink + 2];
    const [c, s] = [Math.cos((70 * Math.PI) / 180), Math.sin((70 * Math.PI) / 180)];
    const hidden = x * x + y * y <= 36 || (x * c + y * s >= 0 && Math.abs(y * c - x * s) <= 1.5);
    if (!hidden) sum += amplitude ** 2 * polarization * ((edge * edge * (distance - z)) / far ** 3);
  }
  const perMm = ((GASES.nitrogen.densityGPerCm3 * 6.02214179e23) / GASES.nitrogen.molarMassGPerMol) * 1e-3 * 0.05 ** 2;
  return (7.94079248018965e-30 * 1e26 * perMm * sum * (path[1] - path[0])) / steps;
}

test.each(['reference', 'cpu'] as const)(
  '%s: a long path is the sum over its places, each with its own shadow',
  async (kernel) => {
    const detector = { pixelsFast: 9, pixelsSlow: 7, pixelMm: 9, distanceMm: 80, convention: 'xds' } as const;
    const background = [{ kind: 'air', gas: 'nitrogen', fromMm: -40, toMm: 25, steps: 64 }];
    const open = await photons({ detector, background: [{ ...background[0], kind: 'air' }] }, kernel);
    const shadowed = await photons({ detector, background, beamStop: stop }, kernel);
    const hidden = Array.from(open).filter((x, i) => (shadowed[i] as number) < 0.99 * x);
    expect(hidden.length).toBeGreaterThan(10);
    // A shadow ends between two of 64 places: the sum over a million may differ by a place.
    for (const [fast, slow] of [
      [0, 0],
      [7, 1],
      [4, 6],
      [1, 3],
      [5, 3],
      [5, 4],
    ] as const) {
      const expected = summed([fast, slow], [-40, 25], 20_000);
      expect(
        Math.abs((shadowed[slow * 9 + fast] as number) - expected) / summed([0, 0], [-40, 25], 20_000),
      ).toBeLessThan(0.03);
    }
  },
);

test('kernels agree, also in the curved detector, with subpixels and several wavelengths', async () => {
  const { detector = {} } = base;
  const background = [{ kind: 'air', fromMm: -30 }];
  const spread = { ...base.beam, dispersionPercent: 2, wavelengths: 3 };
  for (const changes of [
    { background, beamStop: stop, sampling: { oversample: 2 } },
    { background, detector: { ...detector, curved: true } },
    { background, beam: spread },
  ] as readonly Experiment[]) {
    expectClose(await photons(changes, 'cpu'), await photons(changes, 'reference'), 1e-6);
  }
});

test('derivatives are those of differences', async () => {
  const experiment: Experiment = { ...base, background: [{ kind: 'air', fromMm: -30, toMm: 20 }] };
  for (const [name, step] of [
    ['detector.distanceMm', 0.01],
    ['detector.rotationDeg.y', 0.02],
    ['background.0.fromMm', 0.1],
    ['beam.wavelengthA', 1e-4],
  ] as const) {
    const at = async (by: number) => {
      const moved = withNumbers(experiment, { [name]: numberOf(experiment, name) + by });
      return (await derivatives(moved, { parameters: [] })).photons[0]?.data as Float64Array;
    };
    const [up, down, up2, down2] = [await at(step), await at(-step), await at(2 * step), await at(-2 * step)];
    const expected = up.map(
      (x, i) => (8 * (x - (down[i] as number)) - ((up2[i] as number) - (down2[i] as number))) / (12 * step),
    );
    const largest = Math.max(...expected.map(Math.abs));
    for (const kernel of ['cpu', 'reference'] as const) {
      const of = { ...experiment, sampling: { ...base.sampling, kernel } };
      const exact = (await derivatives(of, { parameters: [name] })).derivatives[name]?.[0]?.data as Float64Array;
      exact.forEach((x, i) => {
        expect(Math.abs(x - (expected[i] as number)) / largest, `${kernel} ${name}`).toBeLessThan(1e-5);
      });
    }
  }
});
