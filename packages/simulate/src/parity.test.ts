import { referenceCase } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { compareCase } from './reference.fixture';

/** Cases of few samples with much in them; all of them run in `npm run parity`. */
const SMALL = [
  'd01-mosflm-cubic',
  'd10-xds-twotheta',
  'd20-curved-tilt-xds',
  'd42-dmin-osc',
  'd58-mosaic',
  'd67-tophat-fudge',
  'd76-interpolate',
  'd82-water-tophat',
  'd89-source5',
  'r01-ortho-still',
];

test.each(SMALL)('%s agrees with the C program to 1e-6', async (id) => {
  const { largestRelative, largestOfMaximum, correlation } = await compareCase(referenceCase(id));
  expect(largestRelative).toBeLessThanOrEqual(1e-6);
  expect(largestOfMaximum).toBeLessThanOrEqual(1e-6);
  expect(correlation).toBeGreaterThan(1 - 1e-12);
});
