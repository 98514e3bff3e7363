import type { Vec3 } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { type DetectorSection, resolveDetector } from '@braggsim/geometry';
import { expect, test } from 'vitest';
import { dialsFrame, nexusFrame, within } from './frame';

const detectorOf = (section: DetectorSection): ImageMetadata['detector'] => resolveDetector(section).value;

const V: Vec3 = [1, 2, 3];

// Vectors in the frame of MOSFLM become (-z, y, x), those in frames with the beam along z become (-x, -y, z).
test.each([
  ['mosflm', [-3, 2, 1]],
  ['denzo', [-3, 2, 1]],
  ['xds', [-1, -2, 3]],
  ['adxv', [-1, -2, 3]],
  ['dials', [-1, -2, 3]],
] as const)('%s vectors in the NeXus frame', (convention, expected) => {
  expect(within(nexusFrame(detectorOf({ convention })), V)).toEqual(expected);
});

test('the MOSFLM frame in that of DIALS: fast along x, slow against y, beam against z', () => {
  const detector = detectorOf({ convention: 'mosflm' });
  const frame = dialsFrame(detector);
  expect(within(frame, V)).toEqual([3, 2, -1]);
  expect(within(frame, detector.fast)).toEqual([1, 0, 0]);
  expect(within(frame, detector.slow)).toEqual([0, -1, 0]);
  expect(within(frame, detector.spindle)).toEqual([1, 0, 0]);
});

test('a polarization is made perpendicular to the beam; one along the beam has no effect', () => {
  const oblique = nexusFrame(detectorOf({ convention: 'custom', axes: { polarization: [5, 0, 1] } }));
  expect(oblique.x).toEqual([-0, -0, -1]);
  const along = nexusFrame(detectorOf({ convention: 'custom', axes: { polarization: [1, 0, 0] } }));
  expect(along.z).toEqual([1, 0, 0]);
  expect(Math.abs(along.x[0])).toBe(0);
});
