import { isBraggsimError } from '@braggsim/core';
import { resolveCompatibility } from '@braggsim/core/derived';
import { expect, test } from 'vitest';
import { MAX_SAMPLES } from './limits';
import { resolveMosaic } from './mosaic';
import { orientations } from './orientations';
import { resolveScan } from './scan';

const compatibility = resolveCompatibility('corrected');
const cube = { a: [1e-8, 0, 0], b: [0, 1e-8, 0], c: [0, 0, 1e-8] } as const;
const scanOf = (phiSteps: number) => resolveScan({ widthDeg: 1, phiSteps }, compatibility).value;
const mosaicOf = (domains: number) => resolveMosaic({ spreadDeg: 1, domains }, compatibility).value;
const orientationsOf = (phiSteps: number, domains: number) =>
  orientations(cube, [0, 0, 1], scanOf(phiSteps), mosaicOf(domains));

test('a run may have a million samples', () => {
  expect(MAX_SAMPLES).toBe(1_000_000);
  expect(scanOf(MAX_SAMPLES).steps).toBe(MAX_SAMPLES);
});

// The counts are far beyond what memory holds: where they are not refused first, the test ends with another error.
test.each<[string, () => unknown, count: number]>([
  ['spindle samples', () => scanOf(1_000_001), 1_000_001],
  ['spindle samples', () => scanOf(2e15), 2e15],
  ['spindle samples', () => resolveScan({ widthDeg: 1, stepDeg: 1e-9 }, compatibility), 1_000_000_000],
  ['mosaic domains', () => mosaicOf(1_000_001), 1_000_001],
  ['mosaic domains', () => mosaicOf(2e15), 2e15],
  ['orientations (spindle samples times mosaic domains)', () => orientationsOf(1001, 1000), 1_001_000],
])('more %s are refused before anything is allocated', (what, resolve, count) => {
  expect(resolve).toThrow(`there are at most 1000000 ${what}, not ${count}: each takes the time of an image`);
  expect(resolve).toThrow(expect.toSatisfy((error: unknown) => isBraggsimError(error, 'usage')));
});
