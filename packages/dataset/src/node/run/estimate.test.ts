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
  // Of shards with two, one and two shots of 48 x 40 pixels, two, or as many as there are, are completed at once.
  expect(temporaryBytes(plan, [2, 1, 2], 2)).toBe(4 * 48 * 40 * bytesPerPixel);
  expect(temporaryBytes(plan, [2, 1, 2], 8)).toBe(5 * 48 * 40 * bytesPerPixel);
  const others = await planOf(layout.replace(', nxmx', ''));
  expect(estimatedBytes(plan) - estimatedBytes(others)).toBeCloseTo(48 * 40 * bytesPerPixel, 6);
  expect(temporaryBytes({ ...plan, images: 'none' }, [2], 3)).toBe(0);
});
