import { totalmem } from 'node:os';
import { isBraggsimError } from '@braggsim/core';
import { type DetectorSection, resolveDetector } from '@braggsim/geometry';
import { describe, expect, test } from 'vitest';
import { checkMemory } from './memory';

const detectorOf = (detector: DetectorSection) => resolveDetector(detector).value;

/** Returns the message of the check for a detector; undefined where it passes. */
function refusal(detector: DetectorSection, limit?: number): string | undefined {
  try {
    checkMemory(detectorOf(detector), limit);
    return undefined;
  } catch (error) {
    if (isBraggsimError(error, 'usage')) return error.message;
    throw error;
  }
}

const panel = { pixelsFast: 2 ** 13, pixelsSlow: 2 ** 14, cornerMm: [0, 0, 0] } as const;

describe.each<[string, DetectorSection, bytes: number, what: string]>([
  ['a large detector', { pixelsFast: 2 ** 15, pixelsSlow: 2 ** 13 }, 2 ** 32, '32768 x 8192 pixels'],
  ['one panel on a small detector plane', { pixelsFast: 4, pixelsSlow: 4, panels: [panel] }, 2 ** 31, '4 x 4 pixels'],
  [
    'panels on a small detector plane',
    { pixelsFast: 4, pixelsSlow: 4, panels: [panel, panel] },
    2 ** 32,
    'the pixels of 2 panels',
  ],
])('the memory of %s', (_, detector, bytes, what) => {
  test('is accepted up to the limit of a run', () => {
    expect(refusal(detector, bytes)).toBeUndefined();
  });

  test('is refused with one byte less, and the message has the amounts', () => {
    const [needed, limit] = [bytes, bytes - 1].map((amount) => `${(amount / 2 ** 30).toPrecision(3)} GiB`);
    expect(refusal(detector, bytes - 1)).toBe(
      `${what} need ${needed} of memory, and a run may use ${limit}, half of the memory of this machine; reduce the number of pixels`,
    );
  });
});

test('a run may use half of the memory of the machine', () => {
  const rows = (memory: number) => ({ pixelsFast: 2 ** 10, pixelsSlow: Math.floor(memory / 2 ** 14) });
  expect(refusal(rows(totalmem() / 2))).toBeUndefined();
  expect(refusal(rows(totalmem() / 2 + 2 ** 14))).toContain('half of the memory of this machine');
});
