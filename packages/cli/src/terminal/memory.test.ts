import { isBraggsimError } from '@braggsim/core';
import { type DetectorSection, resolveDetector } from '@braggsim/geometry';
import { expect, test } from 'vitest';
import { checkMemory } from './memory';

const detectorOf = (detector: DetectorSection) => resolveDetector(detector).value;

test('an image that needs more memory than allowed is refused with the amount', () => {
  const plate = detectorOf({ pixelsFast: 2 ** 14, pixelsSlow: 2 ** 14 });
  expect(() => checkMemory(plate, 2 ** 32)).not.toThrow();
  const refuse = () => checkMemory(plate, 2 ** 31);
  expect(refuse).toThrow('16384 x 16384 pixels take 4.00 GiB of memory, and a run may use 2.00 GiB');
  expect(refuse).toThrow(expect.toSatisfy((error: unknown) => isBraggsimError(error, 'usage')));
});

test('panels count, not the plate that they are placed on', () => {
  const panel = { pixelsFast: 2 ** 13, pixelsSlow: 2 ** 14, cornerMm: [0, 0, 0] } as const;
  const two = detectorOf({ pixelsFast: 4, pixelsSlow: 4, panels: [panel, panel] });
  expect(() => checkMemory(two, 2 ** 32)).not.toThrow();
  expect(() => checkMemory(two, 2 ** 31)).toThrow('the pixels of 2 panels take 4.00 GiB');
});
