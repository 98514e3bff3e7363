import { isBraggsimError, units, type Vec3, vector } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { expect, test } from 'vitest';
import { facingGeometry, misfit } from './facing';
import { plainMetadata } from './fixture';

const plain = plainMetadata(3, 4);
const withDetector = (part: Partial<ImageMetadata['detector']>, width = 0): ImageMetadata => ({
  ...plain,
  scan: { start: 0, width },
  detector: { ...plain.detector, ...part },
});
const tilt = (v: Vec3) => vector.rotateXYZ(v, 0, 0.01, 0);

const held = {
  beamFastMm: expect.closeTo(0.3, 12),
  beamSlowMm: expect.closeTo(0.25, 12),
  distanceMm: 100,
  pixelMm: 0.1,
  startDeg: 0,
  widthDeg: 0,
};

test('a detector perpendicular to the beam is described in mm', () => {
  expect(facingGeometry(plain, 'x', false)).toEqual(held);
});

test('a rotation is described in degrees', () => {
  const scan = { start: units.fromDegrees(30), width: units.fromDegrees(0.1) };
  const [startDeg, widthDeg] = [30, 0.1].map((degrees) => expect.closeTo(degrees, 12));
  expect(facingGeometry({ ...plain, scan }, 'x', false)).toEqual({ ...held, startDeg, widthDeg });
});

const { fast, slow, normal } = plain.detector;
test.each<[string, Partial<ImageMetadata['detector']>, width?: number]>([
  ['there are several panels', { panels: [] }],
  ['the detector is curved', { curved: true }],
  ['the detector is tilted against the beam', { fast: tilt(fast), slow: tilt(slow), normal: tilt(normal) }],
  ['its pixel rows and columns are not perpendicular', { slow: vector.rotateXYZ(slow, 0.01, 0, 0) }],
  ['fast, slow and beam are left-handed', { slow: vector.scale(slow, -1) }],
  ['the spindle is not along the fast axis', { spindle: [0, 1, 0] }, 0.1],
])('a geometry that such a header cannot represent is refused unless forced: %s', (problem, detector, width = 0) => {
  const metadata = withDetector(detector, width);
  expect(misfit(metadata)).toBe(problem);
  const refuse = () => facingGeometry(metadata, 'miniCBF', false);
  expect(refuse).toThrow(`miniCBF cannot represent that ${problem}: write NeXus (.nxs), or force it`);
  expect(refuse).toThrow(expect.toSatisfy((error: unknown) => isBraggsimError(error, 'usage')));
  expect(facingGeometry(metadata, 'miniCBF', true)).toEqual({ ...held, widthDeg: units.toDegrees(width) });
});

test('a positive rotation about the negative fast axis is a negative rotation about the fast axis', () => {
  const { widthDeg } = facingGeometry(withDetector({ spindle: vector.scale(fast, -1) }, 0.1), 'miniCBF', false);
  expect(widthDeg).toBe(-units.toDegrees(0.1));
});

test('the spindle of a still does not matter', () => {
  expect(facingGeometry(withDetector({ spindle: [0, 1, 0] }), 'miniCBF', false)).toEqual(held);
});
