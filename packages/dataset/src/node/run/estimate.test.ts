import { afterAll, expect, test } from 'vitest';
import { readPlanFile } from '../read-plan-file';
import { folder, SMALL_PLAN } from '../small-plan.fixture';
import { estimatedBytes, temporaryBytes } from './estimate';

const here = folder();
afterAll(() => here.remove());

test.each([
  ['[resonet, nxmx], compression: none', 4],
  ['[resonet, nxmx]', 1.5],
  ['[resonet, zarr]', 0],
])('raw images of the layouts %s are on the disk twice for a moment', async (layout, bytesPerPixel) => {
  const planOf = async (text: string) =>
    (await readPlanFile(here.put('plan.yaml', SMALL_PLAN.replace('[resonet, nxmx]', text)))).plan;
  const plan = await planOf(layout);
  // Shards have two shots of 48 x 40 pixels.
  expect(temporaryBytes(plan, 3)).toBe(3 * 2 * 48 * 40 * bytesPerPixel);
  const others = await planOf(layout.replace(', nxmx', ''));
  expect(estimatedBytes(plan) - estimatedBytes(others)).toBeCloseTo(48 * 40 * bytesPerPixel, 6);
  expect(temporaryBytes({ ...plan, images: 'none' }, 3)).toBe(0);
});
