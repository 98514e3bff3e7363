import { buildPlan } from '@braggsim/simulate';
import { expect, test } from 'vitest';
import { START } from './experiment';
import { resolutionRings } from './rings';

test("the outermost ring touches the edge of the detector, and its d-spacing follows from Bragg's law", async () => {
  const detector = { pixelsFast: 200, pixelsSlow: 300, pixelMm: 0.5, distanceMm: 50 };
  const { metadata } = await buildPlan({ ...START, detector, structureFactors: { default: 1 } });
  const rings = resolutionRings(metadata);
  expect(rings.map(({ radius }) => Number(radius.toFixed(9)))).toEqual([25, 50, 75, 100]);
  // At 50 mm from the beam and a distance of 50 mm, 2 theta is 45 degrees.
  expect(rings.at(-1)?.dA).toBeCloseTo(1 / (2 * Math.sin(Math.PI / 8)), 12);
});
