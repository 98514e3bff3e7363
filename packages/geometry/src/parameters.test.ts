import { expect, test } from 'vitest';
import { geometryParameters } from './parameters';

test('flags of the modern command are those of the experiment file page', () => {
  const flags = Object.entries(geometryParameters).flatMap(([path, p]) =>
    'flag' in p && p.flag ? [[path, p.flag]] : [],
  );
  expect(Object.fromEntries(flags)).toEqual({
    'beamStop.distanceMm': '--beam-stop',
    'beamStop.radiusMm': '--beam-stop',
    'detector.mask': '--mask',
    'detector.model': '--detector',
    'detector.cameraLengthMm': '--camera-length',
    'detector.convention': '--convention',
    'detector.pixelsFast': '--detpixels',
    'detector.pixelsSlow': '--detpixels',
    'detector.pixelMm': '--pixel',
    'detector.distanceMm': '--distance',
    'detector.beamCentreMm': '--beam-centre',
    'detector.twoThetaDeg': '--two-theta',
    'detector.rotationDeg': '--detector-rotation',
    'sampling.oversample': '--oversample',
    'sampling.roi': '--roi',
  });
});

test('every parameter says what it is', () => {
  for (const [path, p] of Object.entries(geometryParameters)) expect(p.doc.length, path).toBeGreaterThan(10);
});
