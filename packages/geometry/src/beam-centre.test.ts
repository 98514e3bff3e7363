import { expect, test } from 'vitest';
import { resolveBeamCentre } from './beam-centre';
import { CONVENTIONS } from './conventions';
import { resolveDetectorPlane } from './detector-plane';
import type { DetectorSection } from './sections';

const centreOf = (convention: keyof typeof CONVENTIONS, section: DetectorSection) =>
  resolveBeamCentre(section, CONVENTIONS[convention], resolveDetectorPlane(section).value);
const inMm = (pair: readonly number[]) => pair.map((m) => Number((m * 1000).toFixed(9)));
const small = { pixelsFast: 64, pixelsSlow: 64 };
/** Not square, so that fast and slow cannot be mixed up. */
const oblong = { pixelsFast: 100, pixelsSlow: 60 };

test.each([
  ['mosflm', [3.3, 3.3]],
  ['denzo', [3.25, 3.25]],
  ['adxv', [3.25, 3.25]],
  ['xds', [3.2, 3.2]],
  ['dials', [3.2, 3.2]],
  ['custom', [3.2, 3.2]],
] as const)('default of %s on 64 pixels of 0.1 mm (P1)', (convention, expected) => {
  expect(inMm(centreOf(convention, small).beamPoint)).toEqual(expected);
});

test.each([
  ['mosflm', [3.05, 5.05], [5.1, 3.1]],
  ['denzo', [3.05, 5.05], [5.05, 3.05]],
  ['adxv', [5.05, 2.95], [5.05, 3.05]],
  ['xds', [5, 3], [5, 3]],
] as const)('default of %s on an oblong detector plane: X and Y, then fast and slow', (convention, xy, fastSlow) => {
  const centre = centreOf(convention, oblong);
  expect(inMm(centre.beam)).toEqual(xy);
  expect(inMm(centre.beamPoint)).toEqual(fastSlow);
});

test.each([
  ['mosflm', [2.05, 1.05]],
  ['denzo', [2, 1]],
  ['adxv', [1, 4]],
  ['xds', [1, 2]],
  ['dials', [1, 2]],
  ['custom', [1, 2]],
] as const)('X 1 mm, Y 2 mm in %s', (convention, fastSlow) => {
  expect(inMm(centreOf(convention, { ...oblong, beamCentreMm: [1, 2] }).beamPoint)).toEqual(fastSlow);
});

test('XDS origin in pixels counts centres from one', () => {
  const centre = centreOf('xds', { ...small, originPx: [11, 22] });
  expect(inMm(centre.normalIncidencePoint)).toEqual([1.05, 2.15]);
  expect(inMm(centre.reportedIncidencePoint)).toEqual([1.05, 2.15]);
  expect(inMm(centre.beamPoint)).toEqual([1.05, 2.15]);
});

test('the near point changes the report, not the foot, but for the custom convention', () => {
  const section: DetectorSection = { ...small, nearPointMm: [1, null] };
  expect(inMm(centreOf('xds', section).reportedIncidencePoint)).toEqual([1, 3.2]);
  expect(inMm(centreOf('xds', section).normalIncidencePoint)).toEqual([3.2, 3.2]);
  expect(inMm(centreOf('custom', section).normalIncidencePoint)).toEqual([1, 3.2]);
});

test('each coordinate falls back by itself in the custom convention', () => {
  const centre = centreOf('custom', {
    ...small,
    beamCentreMm: [1, null],
    nearPointMm: [2, null],
    originPx: [11, 22],
  });
  expect(inMm(centre.beam)).toEqual([1, 2.15]);
  expect(inMm(centre.reportedIncidencePoint)).toEqual([2, 2.15]);
  expect(inMm(centre.normalIncidencePoint)).toEqual([1, 2.15]);
});

test('a centre that is not a number is refused', () => {
  expect(() => centreOf('mosflm', { ...small, beamCentreMm: [Number.NaN, null] })).toThrow(
    /detector\.beamCentreMm must be made of finite numbers/,
  );
});
