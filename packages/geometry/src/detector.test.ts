import { isBraggsimError, units, type Vec3 } from '@braggsim/core';
import type { BeamCentreReport } from '@braggsim/core/derived';
import { type LoadedCase, referenceCases } from '@braggsim/testkit';
import { describe, expect, test } from 'vitest';
import { beamInDetectorFrame, resolveDetector } from './detector';
import { AS_IN_C, CORRECTED, detectorOf, expectVector, warningsOf } from './detectors.fixture';
import { recommendedOversample } from './oversample';
import { resolveLimits } from './region';
import type { DetectorSection } from './sections';

/** What the image headers of these cases say; reading headers is the command's business. */
const FROM_HEADERS: Readonly<Record<string, DetectorSection>> = {
  'e01-mask-full': {
    pixelsFast: 72,
    pixelsSlow: 60,
    pixelMm: 0.25,
    distanceMm: 88,
    closeDistanceMm: 88,
    beamCentreMm: [8.5, 7.75],
  },
  'e03-mask-noise': { pixelsFast: 90, pixelsSlow: 64, pixelMm: 0.15, distanceMm: 60, beamCentreMm: [4.1, 3.6] },
  'e05-img-xds': {
    pixelsFast: 80,
    pixelsSlow: 64,
    pixelMm: 0.172,
    distanceMm: 108,
    closeDistanceMm: 108,
    beamCentreMm: [6.1, 7.3],
    originPx: [35.5, 30.25],
  },
  'e06-img-min': { pixelsFast: 60, pixelsSlow: 60, pixelMm: 0.3, distanceMm: 75, beamCentreMm: [9.3, 8.7] },
};

const resolved = ({ id, experiment }: LoadedCase) =>
  resolveDetector({ ...FROM_HEADERS[id], ...experiment.detector }, { ...experiment, compatibility: AS_IN_C }).value;

const TOLERANCE = 1e-12;
const cases = referenceCases();

test('there are reference cases of every convention', () => {
  expect(cases.length).toBe(155);
  expect(new Set(cases.map((c) => c.derived.convention)).size).toBe(6);
});

describe.each(cases)('$id', (c) => {
  const { derived } = c;
  const d = resolved(c);

  test('axes, convention and pivot are those of the C program', () => {
    expect(d.convention).toBe(derived.convention);
    expect(d.pivot).toBe(derived.pivot);
    expectVector(d.fast, derived.fdet_vector, TOLERANCE);
    expectVector(d.slow, derived.sdet_vector, TOLERANCE);
    expectVector(d.normal, derived.odet_vector, TOLERANCE);
    expectVector(d.beam, derived.beam_vector, TOLERANCE);
    expectVector(d.polarization, derived.polar_vector, TOLERANCE);
    expectVector(d.vertical, derived.vert_vector, TOLERANCE);
    expectVector(d.vertical, derived.polarization_plane_normal, TOLERANCE);
    expectVector(d.spindle, derived.spindle_vector, TOLERANCE);
    expectVector(d.twoThetaAxis, derived.twotheta_axis, TOLERANCE);
    expectVector(beamInDetectorFrame(d), derived.beam_in_detector_frame, TOLERANCE);
  });

  test('detector plane and its place', () => {
    expect([d.pixelsFast, d.pixelsSlow]).toEqual(derived.pixels_fast_slow);
    expect(resolveLimits(c.experiment.sampling?.roi, d)).toEqual(derived.roi_xmin_xmax_ymin_ymax);
    expectVector(d.origin, derived.pix0_vector_m, TOLERANCE);
    expectVector(d.beamCentre.panelOriginDials.map(units.toMm) as unknown as Vec3, derived.dials_origin_mm, TOLERANCE);
    const lengths: [keyof typeof d, number][] = [
      ['pixelSize', derived.pixel_m],
      ['sizeFast', derived.detsize_m[0]],
      ['sizeSlow', derived.detsize_m[1]],
      ['distance', derived.distance_m],
      ['normalDistance', derived.close_distance_m],
    ];
    const reported: [keyof BeamCentreReport, number][] = [
      ['x', derived.Xbeam_m],
      ['y', derived.Ybeam_m],
      ['normalX', derived.Xclose_m],
      ['normalY', derived.Yclose_m],
    ];
    const values = [
      ...lengths.map(([field, expected]) => [field, d[field] as number, expected] as const),
      ...reported.map(([field, expected]) => [field, d.beamCentre[field] as number, expected] as const),
    ];
    for (const [field, value, expected] of values) {
      expect(Math.abs(value - expected), field).toBeLessThanOrEqual(TOLERANCE * Math.abs(expected));
    }
    // Differences of lengths as large as the distance: relative to it.
    const differences: [keyof BeamCentreReport, number][] = [
      ['fast', derived.Fbeam_m],
      ['slow', derived.Sbeam_m],
      ['normalFast', derived.Fclose_m],
      ['normalSlow', derived.Sclose_m],
    ];
    for (const [field, expected] of differences) {
      expect(Math.abs((d.beamCentre[field] as number) - expected), field).toBeLessThanOrEqual(
        TOLERANCE * Math.abs(derived.distance_m),
      );
    }
    const pixelsAway = derived.distance_m / derived.pixel_m;
    expect(Math.abs(d.beamCentre.orgX - derived.XDS_ORG_px[0])).toBeLessThanOrEqual(TOLERANCE * pixelsAway);
    expect(Math.abs(d.beamCentre.orgY - derived.XDS_ORG_px[1])).toBeLessThanOrEqual(TOLERANCE * pixelsAway);
  });

  test('sensor layers', () => {
    const { thickness, layers, layerStep, attenuation } = d.sensor;
    expect(layers).toBe(derived.sensor_layers);
    expect(thickness).toBeCloseTo(derived.sensor_thick_m, 18);
    expect(attenuation ?? -1).toBeCloseTo(derived.sensor_mu_per_m, 9);
    derived.thick_um.forEach((um, i) => {
      expect(layerStep * i * 1e6).toBeCloseTo(um, 10);
    });
  });

  test('recommended oversampling', () => {
    const metres = (v: Vec3): Vec3 => [v[0] * 1e-10, v[1] * 1e-10, v[2] * 1e-10];
    const crystal = {
      a: metres(derived.a_A),
      b: metres(derived.b_A),
      c: metres(derived.c_A),
      cells: derived.N,
    };
    expect(recommendedOversample(crystal, derived.wavelength_m, d.distance, d.pixelSize)).toBe(
      derived.recommended_oversample,
    );
  });
});

describe('check values', () => {
  const plane: DetectorSection = { pixelsFast: 8, pixelsSlow: 8, pixelMm: 0.1, rotationDeg: [5, 3, 2] };

  test('close distance under a tilt', () => {
    const d = detectorOf({ ...plane, closeDistanceMm: 100 });
    expect(units.toMm(d.distance)).toBeCloseTo(100.198, 3);
    expectVector(d.beamCentre.panelOriginDials, [-0.453897e-3, 0.540515e-3, -100.156e-3], 5e-6);
    expectVector(d.fast, [0.0551467, -0.0852831, 0.994829], 1e-6);
    expectVector(d.slow, [0.0302081, -0.995747, -0.0870363], 1e-6);
    expectVector(d.normal, [0.998021, 0.0348517, -0.052336], 1e-6);
  });

  test('tilt and two-theta', () => {
    const d = detectorOf({ ...plane, distanceMm: 100, twoThetaDeg: 10 });
    expect(units.toMm(d.distance)).toBeCloseTo(99.0872, 4);
    expectVector(d.fast, [0.0394997, -0.0935636, 0.994829], 1e-6);
    expectVector(d.beamCentre.panelOriginDials, [-0.453897e-3, 0.539714e-3, -100.052e-3], 5e-6);
  });

  test('the same in XDS', () => {
    const d = detectorOf({ ...plane, convention: 'xds', distanceMm: 100, twoThetaDeg: 10 });
    expectVector(d.beamCentre.panelOriginDials, [95.9065e-3, -25.9446e-3, -5.09903e-3], 1e-6);
  });
});

describe('two-theta and the reported beam (P10)', () => {
  const swung: DetectorSection = { distanceMm: 100, twoThetaDeg: 20 };

  test('as the C program reports it', () => {
    const d = detectorOf(swung);
    expect(units.toMm(d.distance)).toBeCloseTo(93.9693, 4);
    expect(units.toMm(d.beamCentre.slow)).toBeCloseTo(5.36263, 5);
    expect(units.toMm(d.normalDistance)).toBeCloseTo(93.9693, 4);
  });

  test('where the beam meets the detector plane', () => {
    const d = detectorOf(swung, CORRECTED);
    expect(units.toMm(d.distance)).toBeCloseTo(100, 10);
    expect(units.toMm(d.beamCentre.fast)).toBeCloseTo(3.3, 10);
    expect(units.toMm(d.beamCentre.slow)).toBeCloseTo(3.3, 10);
  });

  test('does not move the detector plane', () => {
    const [c, right] = [detectorOf(swung), detectorOf(swung, CORRECTED)];
    expect(right.origin).toEqual(c.origin);
    expect(right.normalDistance).toBe(c.normalDistance);
  });

  test('falls back with a warning where the beam runs along the detector plane', () => {
    const section: DetectorSection = { convention: 'xds', twoThetaDeg: 90, distanceMm: 100 };
    const d = detectorOf(section, CORRECTED);
    expect(units.toMm(d.distance)).toBeCloseTo(100, 10);
    expect(warningsOf(section, CORRECTED).map((w) => w.id)).toEqual(['beam-along-detector-plane']);
  });
});

describe('the typed corner (F18)', () => {
  const section: DetectorSection = {
    convention: 'custom',
    cornerM: [0.1, 0.01, -0.02],
    rotationDeg: [0, 10, 0],
    twoThetaDeg: 5,
  };

  test('is ignored as in C, with a warning', () => {
    const d = detectorOf(section);
    const { cornerM: _, ...without } = section;
    expect(d.origin).toEqual(detectorOf(without).origin);
    expect(warningsOf(section).map((w) => w.message)).toEqual([
      'detector.cornerM does not move the detector plane: the C program never uses it; detector.cornerOverrideM holds always',
    ]);
  });

  test.each(['beam', 'sample'] as const)('is the final origin under the %s pivot', (pivot) => {
    const d = detectorOf({ ...section, pivot }, CORRECTED);
    expect(d.origin).toEqual([0.1, 0.01, -0.02]);
    const dot = (v: Vec3) => v[0] * 0.1 + v[1] * 0.01 + v[2] * -0.02;
    expect(d.normalDistance).toBeCloseTo(dot(d.normal), 15);
    expect(d.beamCentre.normalFast).toBeCloseTo(-dot(d.fast), 15);
    expect(d.beamCentre.orgY).toBeCloseTo(-dot(d.slow) / 1e-4 + 0.5, 10);
    expect(d.curvatureCentreSlow).toBe(pivot === 'beam' ? d.beamCentre.slow : d.beamCentre.normalSlow);
  });

  test('of a named convention has no effect', () => {
    const named: DetectorSection = { ...section, convention: 'mosflm' };
    expect(detectorOf(named, CORRECTED).origin).not.toEqual([0.1, 0.01, -0.02]);
    expect(warningsOf(named, CORRECTED).map((w) => w.id)).toEqual(['field-without-effect']);
  });

  test('selects the custom convention when none is named (P3)', () => {
    expect(detectorOf({ cornerM: [0.1, 0.01, -0.02] }).convention).toBe('custom');
    expect(detectorOf({ axes: { spindle: [1, 0, 0] } }).convention).toBe('custom');
    expect(detectorOf({}).convention).toBe('mosflm');
  });

  test.each(['mosflm', 'xds', 'custom'] as const)('override holds under %s', (convention) => {
    const d = detectorOf({ convention, cornerOverrideM: [0.2, 0.1, 0.3], twoThetaDeg: 10 });
    expect(d.origin).toEqual([0.2, 0.1, 0.3]);
  });
});

describe('distances', () => {
  test('the close distance wins, under the beam pivot too (P16)', () => {
    const section: DetectorSection = { distanceMm: 100, closeDistanceMm: 80 };
    const d = detectorOf(section);
    expect(d.pivot).toBe('beam');
    expect(units.toMm(d.distance)).toBeCloseTo(80, 12);
    const [warning, ...others] = warningsOf(section);
    expect([warning?.id, others]).toEqual(['distance-overridden', []]);
    expect(warning?.message).toContain('set detector.closeDistanceMm (drop-in: -close_distance) to place it');
  });

  test('that agree are worth no warning', () => {
    expect(warningsOf({ distanceMm: 80, closeDistanceMm: 80, rotationDeg: [0, 10, 0] })).toEqual([]);
  });

  test('that agree but for their rounding are worth no warning either', () => {
    const section: DetectorSection = { closeDistanceMm: 80, rotationDeg: [0, 10, 0], forcePivot: 'sample' };
    const resulting = units.toMm(detectorOf(section).distance);
    expect(resulting).toBeCloseTo(80 / Math.cos(units.fromDegrees(10)), 9);
    const rounded = (by: number) => warningsOf({ ...section, distanceMm: resulting * (1 + by) }).map(({ id }) => id);
    expect([rounded(5e-7), rounded(-5e-7)]).toEqual([[], []]);
    expect([rounded(5e-6), rounded(-5e-6)]).toEqual([['distance-overridden'], ['distance-overridden']]);
  });

  test('a detector plane turned away from the sample is warned of', () => {
    const section: DetectorSection = { twoThetaDeg: 120 };
    expect(detectorOf(section).normalDistance).toBeCloseTo(-0.05, 12);
    const message = expect.stringContaining('check detector.twoThetaDeg and rotationDeg');
    expect(warningsOf(section)).toEqual([{ id: 'detector-faces-away', message }]);
  });

  test('a detector plane turned round lies upstream', () => {
    const section: DetectorSection = { rotationDeg: [0, 180, 0] };
    const d = detectorOf(section);
    expect(d.distance).toBeCloseTo(-0.1, 12);
    expect(d.normalDistance).toBeCloseTo(0.1, 12);
    const message = expect.stringContaining('it records back-scattered rays');
    expect(warningsOf(section)).toEqual([{ id: 'detector-upstream', message }]);
  });
});

describe('spindle', () => {
  test('is the goniometer axis under any convention, as a unit vector', () => {
    const resolve = (convention: 'xds' | 'custom') =>
      resolveDetector({ convention }, { goniometer: { axis: [0, 3, 4] } }).value.spindle;
    expectVector(resolve('xds'), [0, 0.6, 0.8], 1e-15);
    expectVector(resolve('custom'), [0, 0.6, 0.8], 1e-15);
  });
});

test.each<[string, DetectorSection, RegExp]>([
  ['zero distance', { distanceMm: 0 }, /detector\.distanceMm must be a number above zero, found 0/],
  [
    'camera length below zero',
    { cameraLengthMm: -1 },
    /detector\.cameraLengthMm must be a number above zero, found -1/,
  ],
  ['close distance that is not a number', { closeDistanceMm: Number.NaN }, /detector\.closeDistanceMm .* finite/],
  ['gap beyond the detector', { gapsPx: [[0, 70, 0, 1]] }, /detector\.gapsPx/],
  ['zero close distance', { closeDistanceMm: 0 }, /closeDistanceMm must not be zero/],
  ['endless two-theta', { twoThetaDeg: Number.POSITIVE_INFINITY }, /detector\.twoThetaDeg .* finite/],
  ['rotation that is not a number', { rotationDeg: [0, Number.NaN, 0] }, /detector\.rotationDeg .* finite/],
  ['detector plane along the beam', { rotationDeg: [0, 90, 0] }, /must face the beam/],
  ['corner that is not a number', { cornerOverrideM: [0, 0, Number.NaN] }, /detector\.cornerOverrideM .* finite/],
])('%s is a usage error', (_, section, message) => {
  const attempt = () => detectorOf(section);
  expect(attempt).toThrow(message);
  try {
    attempt();
  } catch (error) {
    expect(isBraggsimError(error, 'usage')).toBe(true);
  }
});

test('the camera length is another name of the distance', () => {
  const by = (section: object) => detectorOf({ convention: 'xds', ...section });
  expect(by({ cameraLengthMm: 480 })).toEqual(by({ distanceMm: 480 }));
  const both = () => by({ cameraLengthMm: 480, distanceMm: 480 });
  expect(both).toThrow('two names of one length; leave one of them out');
  const expected = 'one of detector.distanceMm and detector.cameraLengthMm';
  expect(both).toThrow(expect.objectContaining({ expected, found: 'both', remedy: 'leave one of them out' }));
});

test('the origin of XDS counts pixels from 1 to their centres, and gaps are half-open', () => {
  const section: DetectorSection = { convention: 'xds', pixelMm: 0.2, originPx: [20.25, 30.5], gapsPx: [[2, 4, 7, 9]] };
  const { beamCentre, gaps } = detectorOf(section, CORRECTED);
  expect([beamCentre.orgX, beamCentre.orgY]).toEqual([expect.closeTo(20.25, 10), expect.closeTo(30.5, 10)]);
  expect(beamCentre.normalFast / 2e-4).toBeCloseTo(19.75, 10);
  expect(gaps).toEqual([{ fast: [2, 5], slow: [7, 10] }]);
});
