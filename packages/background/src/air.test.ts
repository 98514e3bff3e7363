import type { Derived, Detector } from '@braggsim/core/derived';
import { describeTerm } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { air } from './air';
import { gaussLegendre } from './gauss-legendre';
import { airBackground } from './plan-air';

test('quadrature is exact for polynomials of twice the degree', () => {
  for (const count of [1, 2, 7, 16, 64]) {
    const points = gaussLegendre(count, -1, 2);
    for (const power of [0, 1, 2 * count - 1]) {
      const sum = points.reduce((total, { at, weight }) => total + weight * at ** power, 0);
      expect(sum / ((2 ** (power + 1) - (-1) ** (power + 1)) / (power + 1))).toBeCloseTo(1, 12);
    }
  }
});

const detector = {
  beam: [1, 0, 0],
  fast: [0, 0, 1],
  slow: [0, -1, 0],
  normal: [1, 0, 0],
  origin: [0.1, 0.01, -0.01],
  ...{ pixelsFast: 200, pixelsSlow: 200, pixelSize: 1e-4 },
  distance: 0.1,
  pointPixel: false,
  curved: false,
} as unknown as Detector;
const beam = { beamSize: 1e-4, polarizationFraction: 0.9 } as Derived['beam'];
const derived = { detector, beam } as Derived;
const beamStop = { distanceMm: 30, radiusMm: 1, centreMm: [0.2, 0.1], arm: { widthMm: 0.5 }, transmission: 0 } as const;

test.each([
  [{ fromMm: 40 }, {}, 'fromMm of a background of air must be below the end of the path, 30 mm, found 40 mm'],
  [{ toMm: 31 }, {}, 'toMm of a background of air must be at most beamStop.distanceMm, 30 mm'],
  [{ gas: 'argon' }, {}, 'gas'],
  [{ steps: 2.5 }, {}, 'steps'],
  [{ steps: 65 }, {}, 'steps'],
  [{ thicknessMm: 3 }, {}, "no parameter 'thicknessMm'"],
  [{}, { beamSize: null }, 'give beam.beamSizeMm or beam.profile'],
] as const)('%o of %o is refused', (params, of, message) => {
  const context = { derived: { ...derived, beam: { ...beam, ...of } }, beamStop };
  expect(() => airBackground({ kind: 'air', ...params }, 'air0', context)).toThrow(message);
});

test('the path ends at the stop, at the detector without one, and where it is told to beside a stop that does not meet the beam', () => {
  const last = (params: object, stop?: typeof beamStop | object) =>
    airBackground({ kind: 'air', steps: 64, ...params }, 'a', { derived, beamStop: stop }).constants.places.at(-1);
  expect(last({}, beamStop)).toBeCloseTo(0.03, 4);
  expect(last({})).toBeCloseTo(0.1, 4);
  expect(last({ toMm: 50 }, { ...beamStop, centreMm: [3, 0] })).toBeCloseTo(0.05, 4);
  expect(() => last({ toMm: 101 })).toThrow(
    'toMm of a background of air must be at most 100 mm, where the beam meets the detector, found 101 mm',
  );
  const beside = { derived: { ...derived, detector: { ...detector, origin: [0.1, 0.05, -0.01] } } as Derived };
  expect(airBackground({ kind: 'air', toMm: 101 }, 'a', beside).constants.places.at(-1)).toBeLessThan(0.101);
});

test('the path ends at the detector where the stop, or the plane of other panels, lies behind it', () => {
  const last = (params: object, stop?: object, more: object = {}) => {
    const of = { ...derived, detector: { ...detector, ...more } } as Derived;
    return airBackground({ kind: 'air', steps: 64, ...params }, 'a', {
      derived: of,
      beamStop: stop,
    }).constants.places.at(-1);
  };
  const behind = { distanceMm: 150, radiusMm: 1 };
  expect(last({}, behind)).toBeCloseTo(0.1, 4);
  expect(() => last({ toMm: 120 }, behind)).toThrow(
    'at most 100 mm, where the beam meets the detector, found 120 mm; leave toMm out for the detector',
  );
  expect(() => last({ toMm: 160 }, behind)).toThrow('leave toMm out for the detector');
  expect(() => last({ toMm: 31 }, beamStop)).toThrow('leave toMm out for the stop');
  expect(last({}, undefined, { distance: 0.13 })).toBeCloseTo(0.1, 4);
});

test('the path of a beam that passes by all panels ends at the stop, and at the distance of the detector without one', () => {
  const besidePanels = { derived: { ...derived, detector: { ...detector, origin: [0.1, 0.05, -0.01] } } as Derived };
  const last = (distanceMm?: number) =>
    airBackground({ kind: 'air', steps: 64 }, 'a', {
      ...besidePanels,
      beamStop: distanceMm === undefined ? undefined : { distanceMm, radiusMm: 1 },
    }).constants.places.at(-1);
  expect(last(150)).toBeCloseTo(0.15, 3);
  expect(last(30)).toBeCloseTo(0.03, 3);
  expect(last()).toBeCloseTo(0.1, 3);
});

test('air ends at a curved panel only where the beam meets it', () => {
  const last = (curvatureCentreFast: number) => {
    const curved = { ...detector, curved: true, curvatureCentreFast, curvatureCentreSlow: 0.01 } as Detector;
    const context = { derived: { ...derived, detector: curved } };
    return airBackground({ kind: 'air', toMm: 101 }, 'a', context).constants.places.at(-1);
  };
  expect(() => last(0.01)).toThrow('at most 100 mm, where the beam meets the detector');
  expect(last(-0.001)).toBeLessThan(0.101);
  expect(last(0.021)).toBeLessThan(0.101);
});

const { constants, specialization, table } = airBackground({ kind: 'air', steps: 3 }, 'air0', { derived, beamStop });
describeTerm({ ...air, constants: () => constants, specialization: () => specialization } as never, {
  cases: [{ name: 'with a stop', tables: { air0: table.values } }],
  ranges: { range: [0.1, 0.2], cosTwoTheta: [-0.5, 1], cosIncidence: [0.3, 1], sinThetaOverLambda: [1e7, 1e10] },
  smoothAt: () => false,
});
