import { graph, loops } from '@braggsim/formula/graph';
import { expect, test } from 'vitest';
import { nestPlan } from './nest-plan';
import { nestWork, pixelTime } from './nest-work';

const running = { places: true, sources: false, orientations: true };
const options = { precision: 'double', relaxed: false, running, batched: loops(), tables: [] } as const;

/** The work of a sum over places and orientations of something that varies with both and with the pixel. */
function workOf(repeat: number) {
  const g = graph('double');
  const pixel = g.input('column', loops('pixel'));
  const place = g.input('place', loops('subpixel'));
  const orientation = g.input('orientation', loops('orientation'));
  // Each step is an addition and a square root of pixels in the innermost loop.
  let value = g.mul(pixel, orientation);
  for (let i = 0; i < repeat; i++) value = g.sqrt(g.add(value, place));
  const photons = g.sum(value, loops('subpixel', 'layer', 'orientation'));
  return nestWork(nestPlan({ photons, guard: undefined, firstAccepted: [] }, options), options);
}
const counts = { places: 3, sources: 1, orientations: 5 };

test('an operation counts as often as the loops around it run', () => {
  const [, , innermost] = workOf(1);
  expect(workOf(1)).toHaveLength(3);
  expect(innermost?.loops).toEqual(['places', 'orientations']);
  // A product, an addition, a root that takes the time of six, and the sum itself, two lanes at a time.
  expect(innermost?.ns).toBeCloseTo(((1 + 1 + 6 + 1) * 0.14) / 2, 10);
  expect(pixelTime(workOf(1), counts)).toBeCloseTo(15 * 9 * 0.07, 10);
  expect(pixelTime(workOf(2), counts)).toBeCloseTo(15 * 16 * 0.07, 10);
});

test('fused operations and lanes of float32 take less', () => {
  const planned = { ...options, precision: 'single', relaxed: true } as const;
  const g = graph('single');
  const photons = g.sum(g.input('row', loops('pixel', 'orientation')), loops('orientation'));
  const only = { places: false, sources: false, orientations: true };
  const work = nestWork(
    nestPlan({ photons, guard: undefined, firstAccepted: [] }, { ...planned, running: only }),
    planned,
  );
  expect(pixelTime(work, counts)).toBeCloseTo((5 * 0.1) / 4, 10);
});
