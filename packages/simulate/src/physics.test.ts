import type { Experiment } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import { describe, expect, test } from 'vitest';
import { changed, imageOf, photonsOf, traceOf } from './cube.fixture';

/** Laws that images follow, with nothing taken from another program. */
const CUBIC: Experiment = {
  beam: { wavelengthA: 1 },
  detector: { convention: 'mosflm', distanceMm: 100, pixelMm: 0.1, pixelsFast: 256, pixelsSlow: 256 },
  crystal: { cell: [100], cells: [10, 10, 10] },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};
/** The corner of four pixels that the direct beam meets by default: half the detector and a pixel. */
const BEAM_EDGE = 129;

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - (b[i] ?? Number.NaN))), 0);

/** Expects that two images are the same but for rounding. */
const near = (found: Float32Array, expected: Float32Array) => {
  expect(found).toHaveLength(expected.length);
  expect(largestDifference(found, expected)).toBeLessThanOrEqual(1e-6 * Math.max(...expected));
};

const list = (text: string) => ({ reflections: parseHkl(new TextEncoder().encode(text)) });

describe('one reflection lies where Bragg says (006)', () => {
  test.each([
    { distanceMm: 50, wavelengthA: 2 },
    { distanceMm: 100, wavelengthA: 1.5 },
    { distanceMm: 200, wavelengthA: 1 },
    { distanceMm: 200, wavelengthA: 2 },
  ])('at $distanceMm mm with $wavelengthA A', async ({ distanceMm, wavelengthA }) => {
    const roi = [128, 129, 120, 180] as const;
    const experiment = changed(CUBIC, {
      beam: { wavelengthA },
      detector: { distanceMm },
      structureFactors: { default: 0, interpolation: 'nearest' },
      // On the sphere of reflection: half the Bragg angle brings (0 -1 0) there.
      crystal: { cells: [20, 20, 20], misset: [0, 0, (Math.asin(wavelengthA / 200) * 180) / Math.PI] },
      sampling: { oversample: 8, roi },
    });
    const image = await imageOf(experiment, list('0 -1 0 100\n'));
    const profile = Array.from(
      { length: 256 },
      (_, slow) => (image[256 * slow + 128] ?? 0) + (image[256 * slow + 129] ?? 0),
    );
    const brightest = profile.indexOf(Math.max(...profile));
    const near = [-2, -1, 0, 1, 2].map((d) => brightest + d);
    const total = near.reduce((sum, slow) => sum + (profile[slow] ?? 0), 0);
    const centre = near.reduce((sum, slow) => sum + (slow + 0.5) * (profile[slow] ?? 0), 0) / total;
    const expected = BEAM_EDGE + (distanceMm * Math.tan(2 * Math.asin(wavelengthA / 200))) / 0.1;
    expect(Math.abs(centre - expected)).toBeLessThan(0.1);
  });
});

describe('on a reflection', () => {
  /** A pixel so small and so placed that the sample lies on the reciprocal lattice point 0 0 0. */
  const forward = (change: Experiment): Experiment =>
    changed(CUBIC, {
      detector: { pixelsFast: 1, pixelsSlow: 1, pixelMm: 1e-6, convention: 'xds', originPx: [1, 1] },
      ...change,
    });

  test('photons go with the sixth power of the edge and the square of the amplitude (009)', async () => {
    const at = (n: number, F = 100) =>
      photonsOf(forward({ crystal: { cells: [n, n, n] }, structureFactors: { default: F } }), { fast: 0, slow: 0 });
    const one = await at(1);
    for (const n of [2, 3, 5, 10, 40]) expect((await at(n)) / one / n ** 6).toBeCloseTo(1, 9);
    for (const F of [50, 200, 500]) expect((await at(3, F)) / (await at(3))).toBeCloseTo((F / 100) ** 2, 11);
  });

  test('the photons are r_e^2 fluence F^2 N^2 Omega: the absolute scale', async () => {
    const expected = 7.94079248018965e-30 * 1e24 * 100 ** 2 * 1000 ** 2 * (1e-9 / 0.1) ** 2;
    const found = await photonsOf(forward({ beam: { wavelengthA: 1, fluencePerM2: 1e24 } }), { fast: 0, slow: 0 });
    expect(found / expected).toBeCloseTo(1, 9);
  });

  test.each([
    ['square', 1],
    ['round', 0.723601254558268],
    ['gauss', 1],
    ['tophat', 1],
  ])('a %s crystal has the height of its shape (STR-003)', async (shape, amplitude) => {
    const at = (name: string) => photonsOf(forward({ crystal: { shape: name } }), { fast: 0, slow: 0 });
    expect((await at(shape)) / (await at('square'))).toBeCloseTo(amplitude ** 2, 6);
  });

  test('listed amplitudes come out as their squares (027, STR-004)', async () => {
    const at = (F: number) =>
      photonsOf(
        forward({ structureFactors: { default: 10, interpolation: 'nearest' } }),
        { fast: 0, slow: 0 },
        list(`0 0 0 ${F}\n5 5 5 1\n`),
      );
    expect((await at(200)) / (await at(20))).toBeCloseTo(100, 9);
  });
});

describe('geometry in images', () => {
  test('a pixel of point detectors is fainter by 1/p^2, and falls with the square of the range alone (010)', async () => {
    const smooth = {
      crystal: { cell: [1], cells: [1, 1, 1] as const },
      beam: { wavelengthA: 1, polarization: 'off' as const },
    };
    for (const [fast, slow] of [
      [0, 0],
      [255, 10],
      [128, 128],
    ] as const) {
      const at = async (pointPixel: boolean, distanceMm: number) =>
        traceOf(changed(CUBIC, { ...smooth, detector: { pointPixel, distanceMm, rotationDeg: [0, 25, 0] } }), {
          fast,
          slow,
        });
      for (const distanceMm of [20, 50, 400]) {
        const point = await at(true, distanceMm);
        const range = Math.hypot(...(point.last?.position ?? []));
        expect(point.factors.solidAngle).toBeCloseTo(1 / range ** 2, 9);
        expect(point.photons / (point.factors.solidAngle ?? 0)).toBeCloseTo(100 ** 2, 6);
        const flat = await at(false, distanceMm);
        const close = flat.built.derived.detector.normalDistance;
        expect((flat.photons * range ** 3) / (1e-8 * close) / 100 ** 2).toBeCloseTo(1, 10);
      }
    }
  });

  test('scaling the whole camera scales nothing but coordinates (015)', async () => {
    const small = await imageOf(changed(CUBIC, { sampling: { oversample: 1, roi: [110, 140, 110, 140] } }));
    const large = await imageOf(
      changed(CUBIC, {
        detector: { distanceMm: 200, pixelMm: 0.2 },
        sampling: { oversample: 1, roi: [110, 140, 110, 140] },
      }),
    );
    near(large, small);
  });

  test('turning detector and crystal together changes no pixel (018)', async () => {
    // About the beam: x for MOSFLM. Without polarization nothing else marks a direction.
    const region = {
      beam: { wavelengthA: 1, polarization: 0 },
      sampling: { oversample: 1, roi: [120, 200, 120, 140] as const },
    };
    const plain = await imageOf(changed(CUBIC, { ...region, crystal: { misset: [0, 3, 4] } }));
    const aligned = changed(CUBIC, { ...region, crystal: { misset: [0, 0, 0] } });
    const twin = await imageOf(changed(aligned, { crystal: { misset: [90, 0, 0] } }));
    const before = await imageOf(aligned);
    // A cube is the same after a quarter turn, but only after a quarter turn.
    near(twin, before);
    expect(largestDifference(plain, before)).toBeGreaterThan(1e-6 * Math.max(...before));
  });

  test('grazing and swung-out detectors give finite photons (016, 017)', async () => {
    for (const detector of [
      { rotationDeg: [50, 45, 40] as const },
      { twoThetaDeg: 70 },
      { rotationDeg: [45, 30, 20] as const, twoThetaDeg: 65 },
      { rotationDeg: [0, 85, 0] as const },
      { distanceMm: 10, pixelMm: 0.05 },
      { distanceMm: 10000, pixelMm: 0.2 },
    ]) {
      const image = await imageOf(changed(CUBIC, { detector: { ...detector, pixelsFast: 32, pixelsSlow: 32 } }));
      expect(image.every((x) => Number.isFinite(x) && x >= 0)).toBe(true);
      expect(image.some((x) => x > 0)).toBe(true);
    }
  });
});

describe('sampling', () => {
  const small = changed(CUBIC, { detector: { pixelsFast: 10, pixelsSlow: 10 }, crystal: { cells: [5, 5, 5] } });

  test('an image is the mean over what is sampled: steps, domains, sources, subpixels (SAM-001)', async () => {
    const still = await imageOf(small);
    near(await imageOf(changed(small, { scan: { widthDeg: 0, phiSteps: 4 } })), still);
    near(await imageOf(changed(small, { crystal: { mosaic: { spreadDeg: 1e-9, domains: 6 } } })), still);
    near(await imageOf(changed(small, { beam: { dispersionPercent: 1e-9, dispersionSteps: 5 } })), still);
    // Subpixels are the pixels of a detector three times as fine; the solid angle stays that of the whole pixel.
    const fine = await imageOf(
      changed(small, {
        detector: {
          pixelsFast: 30,
          pixelsSlow: 30,
          pixelMm: 0.1 / 3,
          beamCentreMm: [0.55 + 0.05 - 0.05 / 3, 0.55 + 0.05 - 0.05 / 3],
        },
      }),
    );
    const whole = await imageOf(changed(small, { sampling: { oversample: 3 } }));
    const binned = whole.map((_, i) => {
      const [slow, fast] = [Math.floor(i / 10), i % 10];
      let sum = 0;
      for (let s = 0; s < 3; s++) for (let f = 0; f < 3; f++) sum += fine[(3 * slow + s) * 30 + 3 * fast + f] as number;
      return sum;
    });
    near(binned, whole);
  });

  test('spindle steps are the mean of stills (021)', async () => {
    const at = (startDeg: number) => imageOf(changed(small, { scan: { startDeg } }));
    const scan = await imageOf(changed(small, { scan: { startDeg: 3, widthDeg: 3, phiSteps: 3 } }));
    const stills = await Promise.all([3.5, 4.5, 5.5].map(at));
    near(
      scan,
      scan.map((_, i) => stills.reduce((sum, image) => sum + (image[i] as number), 0) / 3),
    );
  });

  test('the spindle turns the crystal as its mis-setting does (021, 023)', async () => {
    // The spindle of MOSFLM is z, the last of the three mis-setting angles.
    near(
      await imageOf(changed(small, { scan: { startDeg: 7 } })),
      await imageOf(changed(small, { crystal: { misset: [0, 0, 7] } })),
    );
  });

  test('a resolution limit darkens what is finer and leaves what is coarser (SAM-003, CLI-008)', async () => {
    const wide = changed(CUBIC, {
      beam: { wavelengthA: 1.5 },
      detector: { distanceMm: 50, pixelMm: 1, pixelsFast: 64, pixelsSlow: 64 },
    });
    const whole = await imageOf(wide);
    const cut = await imageOf(changed(wide, { sampling: { dMinA: 10 } }));
    expect(await imageOf(changed(wide, { sampling: { dMinA: 0 } }))).toEqual(whole);
    const expected = whole.map((x, i) => {
      const [slow, fast] = [Math.floor(i / 64), i % 64];
      const twoTheta = Math.atan(Math.hypot(slow + 0.5 - 33, fast + 0.5 - 33) / 50);
      const spacing = 1.5 / (2 * Math.sin(twoTheta / 2));
      return spacing < 10 ? 0 : x;
    });
    expect(cut).toEqual(expected);
  });

  test('finer sampling takes away aliases: images converge (029)', async () => {
    const sharp = changed(CUBIC, {
      detector: { distanceMm: 50 },
      crystal: { cells: [5, 5, 5] },
      sampling: { oversample: 1, roi: [160, 175, 160, 175] },
    });
    const at = (oversample: number) => imageOf(changed(sharp, { sampling: { oversample } }));
    const exact = await at(8);
    const error = async (oversample: number) => {
      const image = await at(oversample);
      return Math.sqrt(image.reduce((sum, x, i) => sum + (x - (exact[i] as number)) ** 2, 0));
    };
    const [one, two, four] = [await error(1), await error(2), await error(4)];
    // The midpoint rule: four times better at every doubling, five where the reference is as fine as this.
    expect(one / two).toBeGreaterThan(3);
    expect(two / four).toBeGreaterThan(3);
  });
});

test('a region of interest is part of the whole image, in every convention (ROI-001, CLI-005)', async () => {
  for (const convention of ['mosflm', 'xds'] as const) {
    const small = changed(CUBIC, { detector: { convention, pixelsFast: 32, pixelsSlow: 30 } });
    const whole = await imageOf(small);
    for (const roi of [
      [10, 20, 8, 23],
      [5, 5, 5, 5],
      [0, 31, 0, 29],
    ] as const) {
      const part = await imageOf(changed(small, { sampling: { roi } }));
      const inside = (i: number) => {
        const [slow, fast] = [Math.floor(i / 32), i % 32];
        return fast >= roi[0] && fast <= roi[1] && slow >= roi[2] && slow <= roi[3];
      };
      expect([...part]).toEqual([...whole].map((x, i) => (inside(i) ? x : 0)));
    }
  }
});

test('the same experiment gives the same bits, whatever ran before it (013)', async () => {
  const small = changed(CUBIC, { detector: { pixelsFast: 32, pixelsSlow: 32 } });
  const first = await imageOf(small);
  await imageOf(changed(small, { crystal: { misset: [1, 2, 3] } }));
  expect(await imageOf(small)).toEqual(first);
});
