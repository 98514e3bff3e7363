import { calculator, numbers } from '@braggsim/formula';
import { bench, describe } from 'vitest';
import { captureFraction } from './capture-fraction';
import { curved, curvedConstants } from './curved';
import { resolveDetector } from './detector';
import { captureFractionPlan } from './detectors.fixture';
import { flat, flatConstants } from './flat';
import { solidAngle } from './solid-angle';
import { totalSolidAngle } from './total-solid-angle';

const section = { pixelsFast: 4096, pixelsSlow: 4096, twoThetaDeg: 10, sensor: { thicknessUm: 320 } };
const detector = resolveDetector(section).value;
const m = calculator(numbers());

/** Each iteration evaluates this many samples: divide the time by it. */
const SAMPLES = 1000;
const places = Array.from({ length: SAMPLES }, (_, i) => ({
  fastOffset: i * 1e-4,
  slowOffset: (SAMPLES - i) * 1e-4,
  depth: 1e-4,
}));

describe('detector', () => {
  bench('resolve', () => {
    resolveDetector(section);
  });
  bench('total solid angle of 4096 x 4096 pixels', () => {
    totalSolidAngle(detector);
  });
});

describe('terms as plain numbers, 1000 samples', () => {
  const plane = flatConstants(detector);
  const bend = curvedConstants(detector);
  const sensor = captureFractionPlan(detector.sensor).constants as { depthOfLayer: number };
  bench('flat', () => {
    for (const at of places) flat.formula(m, at, plane, {});
  });
  bench('curved', () => {
    for (const at of places) curved.formula(m, at, bend, {});
  });
  bench('solid angle', () => {
    const { pixelSize, normalDistance } = detector;
    for (const at of places) {
      const sample = { pixelSize, normalDistance, range: 0.1 + at.fastOffset };
      solidAngle.formula(m, sample, {}, { pointPixel: false, obliquity: true });
    }
  });
  bench('capture fraction', () => {
    for (const at of places) captureFraction.formula(m, { layer: 1, cosIncidence: 1 - at.fastOffset }, sensor, {});
  });
});
