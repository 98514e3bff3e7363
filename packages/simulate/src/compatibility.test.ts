import { units, type Vec3, vector } from '@braggsim/core';
import { COMPATIBILITY_OPTIONS, type Compatibility } from '@braggsim/core/derived';
import type { Experiment } from '@braggsim/experiment';
import { describe, expect, test } from 'vitest';
import { bruteForce } from './brute-force.fixture';
import { changed, corrected, imageOf, inC, PIXEL, photonsOf, traceOf } from './cube.fixture';
import { buildPlan } from './plan';

/** Agreement in relative terms. */
const expectClose = (found: number, expected: number, relative: number) =>
  expect(Math.abs(found / expected - 1), `${found} for ${expected}`).toBeLessThanOrEqual(relative);

const expectAllClose = (found: readonly number[], expected: readonly number[], relative: number) => {
  expect(found).toHaveLength(expected.length);
  for (const [i, x] of found.entries()) expectClose(x, expected[i] as number, relative);
};

/** Check values are printed with ten digits, and pixels of the C program are float32. */
const PRINTED = 1e-7;
const EXACT = 1e-12;

const derivedOf = async (experiment: Experiment) => (await buildPlan(experiment)).derived;
const angleOf = (u: Vec3, v: Vec3) => units.toDegrees(Math.acos(vector.dot(vector.unit(u), vector.unit(v))));

test('each option has a test here', () => {
  const covered: Record<keyof Compatibility, string> = {
    cellReciprocal: 'P5',
    phiSample: 'P11',
    water: 'P7',
    factors: 'P8',
    sensorLayers: 'P9',
    beamReport: 'P10',
    culledBackground: 'P15',
    sourceWeights: 'F3',
    curvedSurface: 'F5',
    emptySensor: 'F12',
    namedPivot: 'F17',
    cornerVector: 'F18',
    angles: 'P18',
    noPolarization: 'F2',
  };
  expect(Object.fromEntries(COMPATIBILITY_OPTIONS.map(({ id, item }) => [id, item]))).toEqual(covered);
});

describe('cellReciprocal (P5)', () => {
  const cellOf = async (experiment: Experiment) => {
    const { a, b, c } = (await derivedOf(experiment)).crystal;
    return [...[a, b, c].map((v) => units.toAngstrom(vector.length(v))), angleOf(b, c), angleOf(c, a), angleOf(a, b)];
  };

  test.each([[[70, 80, 90, 75, 85, 95]], [[50, 50, 50, 60, 60, 60]], [[30, 40, 50, 110, 100, 95]]])(
    'corrected: the cell is the one that was typed, %j',
    async (cell) => {
      const found = await cellOf(corrected({ crystal: { cell, misset: [10, 20, 30] } }));
      expectAllClose(found, cell, EXACT);
    },
  );

  test('C: the lengths stay, the angles do not', async () => {
    const found = await cellOf(inC({ crystal: { cell: [50, 50, 50, 60, 60, 60] } }));
    expectAllClose(found.slice(0, 3), [50, 50, 50], EXACT);
    expect(found.slice(3).map((x) => Number(x.toFixed(2)))).toEqual([57.85, 57.85, 58.53]);
  });
});

describe('phiSample (P11)', () => {
  const scan = { startDeg: 10, widthDeg: 3, phiSteps: 3 };
  const degrees = async (experiment: Experiment) => [...(await derivedOf(experiment)).scan.angles].map(units.toDegrees);

  test('corrected: the middle of each step', async () => {
    expectAllClose(await degrees(corrected({ scan })), [10.5, 11.5, 12.5], EXACT);
  });

  test('corrected: twice the steps of half the width sample the same range without a shift', async () => {
    const mean = async (phiSteps: number) => {
      const angles = await degrees(corrected({ scan: { ...scan, phiSteps } }));
      return angles.reduce((sum, x) => sum + x, 0) / phiSteps;
    };
    for (const steps of [1, 2, 7, 100]) expectClose(await mean(steps), 11.5, EXACT);
  });

  test('C: the start of each step', async () => {
    expectAllClose(await degrees(inC({ scan })), [10, 11, 12], EXACT);
  });
});

describe('water (P7)', () => {
  /** Next to no diffraction. */
  const faint = { structureFactors: { default: 1e-9 } };
  const water = (thicknessUm: number) => ({ background: [{ kind: 'water', thicknessUm }], ...faint });
  const molecules = (um: number) => ((um * 1e-6) ** 3 * 1e6 * 6.02214179e23) / 18;

  test('corrected: r_e^2 fluence 2.57^2 n, times the mean of solid angle, polarization and capture', async () => {
    const experiment = corrected({
      ...water(30),
      beam: {
        fluencePerM2: 3e24,
        polarization: 0.8,
        divergenceMrad: { horizontal: 5, horizontalSteps: 3, vertical: 3, verticalSteps: 3 },
      },
      detector: { rotationDeg: [0, 30, 0], sensor: { thicknessUm: 300, absorptionDepthUm: 400, layers: 3 } },
      scan: { widthDeg: 1, phiSteps: 4 },
      sampling: { oversample: 2 },
    });
    const { built, photons } = await traceOf(experiment);
    expectClose(photons, bruteForce(built, PIXEL, { F: 1e-9, background: 2.57 ** 2 * molecules(30) }), EXACT);
  });

  test('corrected: neither spindle steps nor domains make it fainter, and it grows with the fluence', async () => {
    const one = await photonsOf(corrected(water(100)));
    for (const change of [
      { scan: { widthDeg: 1, phiSteps: 4 } },
      { crystal: { mosaic: { spreadDeg: 0.3, domains: 5 } } },
      { sampling: { oversample: 1 } },
    ]) {
      expectClose(await photonsOf(corrected({ ...water(100), ...change })), one, 1e-10);
    }
    const bright = (fluencePerM2: number) => photonsOf(corrected({ ...water(100), beam: { fluencePerM2 } }));
    expectClose((await bright(2e25)) / (await bright(1e24)), 20, EXACT);
  });

  test('C: scaled twice and divided by the steps', async () => {
    const at = (change: Experiment) => photonsOf(inC({ ...water(100), beam: { fluencePerM2: 1e24 }, ...change }));
    expectClose(await at({}), 13.93348694, PRINTED);
    expectClose((await at({})) / (await at({ scan: { startDeg: 1, widthDeg: 1, phiSteps: 4 } })), 4, 1e-10);
    const twice = await photonsOf(inC({ ...water(100), beam: { fluencePerM2: 2e24 } }));
    expectClose(twice / (await at({})), 4, EXACT);
  });
});

describe('factors (P8)', () => {
  const tilted: Experiment = {
    beam: {
      wavelengthA: 1.1,
      polarization: 0.9,
      divergenceMrad: { horizontal: 8, horizontalSteps: 2 },
      dispersionPercent: 3,
      dispersionSteps: 2,
    },
    detector: {
      distanceMm: 20,
      pixelMm: 1,
      rotationDeg: [10, 25, 5],
      sensor: { thicknessUm: 450, absorptionDepthUm: 300, layers: 3 },
    },
    crystal: { cell: [30, 40, 50], misset: [10, 20, 30], cells: [3, 4, 5], mosaic: { spreadDeg: 1, domains: 3 } },
    scan: { startDeg: 5, widthDeg: 2, phiSteps: 2 },
    sampling: { oversample: 3 },
  };

  test.each([
    { fast: 10, slow: 12 },
    { fast: 0, slow: 0 },
    { fast: 15, slow: 3 },
  ])('corrected: every factor at every sample, pixel $fast $slow', async (pixel) => {
    const { built, photons } = await traceOf(corrected(tilted), pixel);
    expectClose(photons, bruteForce(built, pixel, { F: 100 }), 1e-11);
  });

  test.each(['solidAngle', 'polarization', 'capture'])(
    'corrected: asking for %s per sample changes nothing',
    async (flag) => {
      const plain = await buildPlan(corrected(tilted));
      const asked = await buildPlan(
        corrected(changed(tilted, { sampling: { oversample: 3, perSample: { [flag]: true } } })),
      );
      expect(asked.plan).toEqual(plain.plan);
    },
  );

  test('C: those of the first sample; with a flag, those of all samples', async () => {
    const sampling = (perSample: object) => ({ sampling: { oversample: 3, perSample } });
    expectClose(await photonsOf(inC(sampling({}))), 0.5600742698, PRINTED);
    expectClose(await photonsOf(inC(sampling({ solidAngle: true }))), 0.560073319, PRINTED);
    expectClose(await photonsOf(inC(sampling({ polarization: true }))), 0.5600739506, PRINTED);
  });

  test('C: capture in the last layer stands for all; with a flag, each layer has its own', async () => {
    const detector = { sensor: { thicknessUm: 100, layers: 5, absorptionDepthUm: 500 } };
    expectClose(await photonsOf(inC({ detector })), 0.0769795104, PRINTED);
    const asked = { oversample: 1, perSample: { capture: true } };
    expectClose(await photonsOf(inC({ detector, sampling: asked })), 0.0852488288, PRINTED);
    expectClose(await photonsOf(corrected({ detector })), 0.0696611, 1e-6);
  });
});

describe('sensorLayers (P9)', () => {
  const sensor = { thicknessUm: 100, absorptionDepthUm: 500 };
  const layersOf = async (experiment: Experiment) => (await derivedOf(experiment)).detector.sensor;

  test.each([1, 2, 5, 20])('corrected: %i layers capture what the whole sensor does', async (layers) => {
    const experiment = corrected({ detector: { sensor: { ...sensor, layers }, rotationDeg: [0, 20, 0] } });
    const { built, last, factors } = await traceOf(experiment);
    expect(built.derived.detector.sensor.layers).toBe(layers);
    const path = 100 / 500 / (last?.inputs.cosIncidence as number);
    // The ray leans a little less in deeper layers.
    expectClose(layers * (factors.captureFraction as number), 1 - Math.exp(-path), 1e-4);
  });

  test('corrected: two layers where none are typed', async () => {
    const found = await layersOf(corrected({ detector: { sensor } }));
    expect(found.layers).toBe(2);
    expectClose(found.layerStep, 5e-5, EXACT);
  });

  test('C: steps between layers, so that five layers are thicker than the sensor', async () => {
    const found = await layersOf(inC({ detector: { sensor: { ...sensor, layers: 5 } } }));
    expect(found.layers).toBe(5);
    expectClose(found.layerStep, 1e-4 / 4, EXACT);
    const uncounted = await layersOf(inC({ detector: { sensor } }));
    expect(uncounted.layers).toBe(2);
    expectClose(uncounted.layerStep, 5e-5, EXACT);
    expectClose(await photonsOf(inC({ detector: { sensor: { thicknessUm: 100 } } })), 0.1831788, 1e-6);
  });
});

describe('beamReport (P10)', () => {
  const swung = { detector: { pixelsFast: 64, pixelsSlow: 64, twoThetaDeg: 20 } };

  test('corrected: distance and beam centre are where the beam meets the detector plane', async () => {
    const { detector } = await derivedOf(corrected(swung));
    const { origin, fast, slow, beam, beamCentre, distance } = detector;
    const met = vector.add(
      origin,
      vector.add(vector.scale(fast, beamCentre.fast), vector.scale(slow, beamCentre.slow)),
    );
    expect(vector.length(vector.subtract(met, vector.scale(beam, distance)))).toBeLessThan(1e-15);
    expectClose(distance, 0.1, EXACT);
  });

  test('C: the swing is left out', async () => {
    const { detector } = await derivedOf(inC(swung));
    expect(units.toMm(detector.distance).toFixed(4)).toBe('93.9693');
    expect(units.toMm(detector.beamCentre.slow).toFixed(5)).toBe('5.36263');
    expect(units.toMm(detector.normalDistance).toFixed(4)).toBe('93.9693');
  });

  test('no pixel moves', async () => {
    const [c, right] = [await derivedOf(inC(swung)), await derivedOf(corrected(swung))];
    expect(right.detector.origin).toEqual(c.detector.origin);
    expect(right.detector.normalDistance).toBe(c.detector.normalDistance);
  });
});

describe('culledBackground (P15)', () => {
  /** A limit that rejects everything but the direct beam. */
  const culled = {
    sampling: { oversample: 1, dMinA: 1e6 },
    background: [{ kind: 'water', thicknessUm: 50 }],
  };

  test('corrected: the background is that without a crystal', async () => {
    const empty = await photonsOf(
      corrected({ ...culled, sampling: { oversample: 1 }, structureFactors: { default: 1e-12 } }),
    );
    expectClose(await photonsOf(corrected(culled)), empty, EXACT);
    expect(empty).toBeGreaterThan(0);
  });

  test('C: it vanishes, unless there is no polarization factor', async () => {
    expect(await photonsOf(inC(culled))).toBe(0);
    const unpolarized = await photonsOf(inC({ ...culled, beam: { polarization: 'off' } }));
    const empty = await photonsOf(inC({ ...culled, sampling: { oversample: 1 }, beam: { polarization: 'off' } }));
    expect(unpolarized).toBeGreaterThan(0);
    expectClose(unpolarized, empty, 1e-6);
  });
});

describe('sourceWeights (F3)', () => {
  const source = (weight: number, wavelengthA: number) => ({
    direction: [-10, 0, 0] as const,
    weight,
    wavelengthM: units.fromAngstrom(wavelengthA),
  });
  const listed = { beam: { wavelengthA: 1, sources: 'list' } };
  const weighed = (experiment: Experiment, ...sources: ReturnType<typeof source>[]) =>
    photonsOf(experiment, PIXEL, { sources });

  test('corrected: the weighted mean of the images of single sources', async () => {
    const [one, other] = [
      await weighed(corrected(listed), source(1, 1)),
      await weighed(corrected(listed), source(1, 1.1)),
    ];
    expectClose(await weighed(corrected(listed), source(2, 1), source(3, 1.1)), (2 * one + 3 * other) / 5, EXACT);
    expectClose(await weighed(corrected(listed), source(7, 1), source(7, 1.1)), (one + other) / 2, EXACT);
    expectClose(await weighed(corrected(listed), source(0, 1), source(1, 1.1)), other, EXACT);
  });

  test('C: weights change nothing, wavelengths do', async () => {
    expectClose(await weighed(inC(listed), source(1, 1), source(5, 1.1)), 0.857847631, PRINTED);
    expectClose(await weighed(inC(listed), source(1, 1), source(1, 1.1)), 0.857847631, PRINTED);
    expectClose(await weighed(inC(listed), source(1, 1), source(1, 1)), 0.3819908202, PRINTED);
  });

  test('applied as typed they are a brightness', async () => {
    const applied = corrected({ ...listed, compatibility: { sourceWeights: 'apply' } });
    expectClose((await weighed(applied, source(4, 1))) / (await weighed(applied, source(1, 1))), 4, EXACT);
  });
});

describe('curvedSurface (F5)', () => {
  const positions = async (experiment: Experiment, ...pixels: { fast: number; slow: number }[]): Promise<Vec3[]> =>
    Promise.all(pixels.map(async (pixel) => (await traceOf(experiment, pixel)).last?.position as Vec3));
  const pixels = [PIXEL, { fast: 0, slow: 0 }, { fast: 15, slow: 2 }];

  test.each(['mosflm', 'xds', 'adxv'] as const)(
    'corrected, %s: every pixel at the same distance, near the flat one',
    async (convention) => {
      const flat = await positions(corrected({ detector: { convention } }), ...pixels);
      const curved = await positions(corrected({ detector: { convention, curved: true } }), ...pixels);
      curved.forEach((at, i) => {
        expectClose(vector.length(at), 0.1, EXACT);
        // Pixels lie within 1.6 mm of the beam: the plane and the sphere differ in the second order, 1.6^2/200 mm.
        const offset = vector.length(vector.subtract(at, flat[i] as Vec3));
        expect(offset).toBeLessThan(2e-5);
      });
    },
  );

  test('corrected: pixels face the sample', async () => {
    const { factors } = await traceOf(corrected({ detector: { curved: true } }));
    expectClose(factors.solidAngle as number, 1e-4 ** 2 / 0.1 ** 2, EXACT);
  });

  test('C: lab axes, which transposes the image of a beam along x', async () => {
    const [flat] = await positions(inC(), PIXEL);
    const [curved] = await positions(inC({ detector: { curved: true } }), PIXEL);
    const [, y = 0, z = 0] = flat ?? [];
    expect(y).toBeCloseTo(-3.5e-4, 12);
    expect(z).toBeCloseTo(1.5e-4, 12);
    expect(curved?.[1]).toBeCloseTo(1.5e-4, 8);
    expect(curved?.[2]).toBeCloseTo(-3.5e-4, 8);
  });
});

describe('emptySensor (F12)', () => {
  const perSample = { sampling: { oversample: 1, perSample: { capture: true } } };
  const transparent = { detector: { sensor: { thicknessUm: 100, absorptionDepthUm: 'inf' as const } } };

  test('corrected: no sensor model', async () => {
    const plain = await imageOf(corrected());
    expect(await imageOf(corrected(perSample))).toEqual(plain);
    expect(await imageOf(corrected(transparent))).toEqual(plain);
  });

  test('C: a black image', async () => {
    expect(Math.max(...(await imageOf(inC(perSample))))).toBe(0);
    expect(Math.max(...(await imageOf(inC(transparent))))).toBe(0);
  });
});

describe('namedPivot (F17)', () => {
  const asked = { detector: { pivot: 'sample' as const, twoThetaDeg: 10, beamCentreMm: [0.5, 0.9] as const } };

  test('corrected: the detector turns about what was asked for', async () => {
    const { detector } = await derivedOf(corrected(asked));
    expect(detector.pivot).toBe('sample');
    // Turned about the sample, the detector plane keeps its normal incidence point.
    expectClose(detector.normalDistance, 0.1, EXACT);
    expectClose(detector.beamCentre.normalFast, 16e-4 / 2, 1e-9);
  });

  test('C: the convention has its own', async () => {
    const { detector } = await derivedOf(inC(asked));
    expect(detector.pivot).toBe('beam');
    expectClose(detector.normalDistance, 0.1 * Math.cos(units.fromDegrees(10)), EXACT);
  });
});

describe('cornerVector (F18)', () => {
  const cornerM: Vec3 = [0.12, 0.003, -0.002];
  const custom = { detector: { convention: 'custom' as const, cornerM, rotationDeg: [5, 3, 2] as const } };

  test('corrected: the corner of the first pixel is where the vector says', async () => {
    const { detector } = await derivedOf(corrected(custom));
    expect(detector.origin).toEqual(cornerM);
    expectClose(detector.normalDistance, vector.dot(cornerM, detector.normal), EXACT);
    expectClose(detector.beamCentre.normalFast, -vector.dot(cornerM, detector.fast), EXACT);
  });

  test('C: the numbers are not used', async () => {
    const without = { detector: { convention: 'custom' as const, rotationDeg: [5, 3, 2] as const } };
    expect((await derivedOf(inC(custom))).detector).toEqual((await derivedOf(inC(without))).detector);
  });
});

describe('angles (P18)', () => {
  const mosaic = { crystal: { mosaic: { spreadDeg: 0.5, domains: 6, seed: 77 } } };
  const turns = async (experiment: Experiment): Promise<number[]> => {
    const { rotations, domains } = (await derivedOf(experiment)).mosaic;
    return Array.from({ length: domains }, (_, d) => {
      const [xx = 0, xy = 0, xz = 0, yx = 0, yy = 0, yz = 0, zx = 0, zy = 0, zz = 0] = rotations.subarray(
        9 * d,
        9 * d + 9,
      );
      return Math.atan2(Math.hypot(zy - yz, xz - zx, yx - xy), xx + yy + zz - 1);
    });
  };

  test('the same draws: angles agree to single precision, and no better', async () => {
    const [c, right] = [await turns(inC(mosaic)), await turns(corrected(mosaic))];
    right.slice(1).forEach((angle, i) => {
      expect(angle).toBeGreaterThan(0);
      expect(angle).toBeLessThan(units.fromDegrees(0.5));
      expectClose(c[i + 1] as number, angle, 3e-7);
    });
    expect(c).not.toEqual(right);
  });

  test('C: angles are float32 numbers; corrected: the cube root is not rounded', async () => {
    const nearSingle = (x: number) => Math.abs(Math.fround(x) / x - 1) < 1e-12;
    expect((await turns(inC(mosaic))).slice(1).every(nearSingle)).toBe(true);
    expect((await turns(corrected(mosaic))).slice(1).some(nearSingle)).toBe(false);
  });

  test('C: random mis-setting angles of the C program', async () => {
    const { crystal } = await derivedOf(inC({ crystal: { misset: 'random', missetSeed: 12345 } }));
    const printed = [105.720755, -34.951318, -97.823571];
    expectAllClose(crystal.misset.map(units.toDegrees), printed, 1e-7);
    const right = (await derivedOf(corrected({ crystal: { misset: 'random', missetSeed: 12345 } }))).crystal;
    expect(right.misset).not.toEqual(crystal.misset);
    // Angles of up to 90 radians lose two digits before the point to single precision.
    expectAllClose(right.misset, crystal.misset, 1e-5);
  });
});

describe('noPolarization (F2)', () => {
  const asked = {
    beam: { wavelengthA: 1, polarization: 'off' as const },
    detector: { distanceMm: 5 },
    sampling: { oversample: 1, perSample: { polarization: true } },
  };

  test('corrected: off is off', async () => {
    const { built, photons, factors } = await traceOf(corrected(asked));
    expect(factors.polarization).toBeUndefined();
    expectClose(photons, bruteForce(built, PIXEL, { F: 100 }), EXACT);
  });

  test('C: per-sample polarization switches it on again', async () => {
    const { photons } = await traceOf(inC(asked));
    const { built } = await traceOf(inC({ ...asked, beam: { wavelengthA: 1, polarization: 0 } }));
    expectClose(photons, bruteForce(built, PIXEL, { F: 100 }), EXACT);
  });
});

test("the specification's pixel: 100 A cube, no sensor", async () => {
  expectClose(await photonsOf(inC()), 0.3819908202, PRINTED);
});
