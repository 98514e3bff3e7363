import { type ImageMetadata, type Vec3, vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { facingPlate } from './facing';
import { plainMetadata } from './fixture';

const plain = plainMetadata(3, 4);
const withDetector = (part: Partial<ImageMetadata['detector']>, width = 0): ImageMetadata => ({
  ...plain,
  scan: { start: 0, width },
  detector: { ...plain.detector, ...part },
});
const tilt = (v: Vec3) => vector.rotateXYZ(v, 0, 0.01, 0);

test('a plate that faces the beam is told in mm', () => {
  expect(facingPlate(plain, 'x', false)).toEqual({
    beamFastMm: expect.closeTo(0.3, 12),
    beamSlowMm: expect.closeTo(0.25, 12),
    distanceMm: 100,
    pixelMm: 0.1,
    startDeg: 0,
    widthDeg: 0,
  });
});

const { fast, slow, normal } = plain.detector;
test.each([
  ['tilted', withDetector({ fast: tilt(fast), slow: tilt(slow), normal: tilt(normal) })],
  ['left-handed', withDetector({ slow: vector.scale(slow, -1) })],
  ['curved', withDetector({ curved: true })],
  ['several panels', withDetector({ panels: [] })],
  ['spindle', withDetector({ spindle: [0, 1, 0] }, 0.1)],
])('what such a header cannot hold is refused unless forced: %s', (words, metadata) => {
  expect(() => facingPlate(metadata, 'miniCBF', false)).toThrow(words);
  expect(facingPlate(metadata, 'miniCBF', true).distanceMm).toBe(100);
});

test('the spindle of a still does not matter', () => {
  expect(() => facingPlate(withDetector({ spindle: [0, 1, 0] }), 'miniCBF', false)).not.toThrow();
});
