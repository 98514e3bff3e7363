import { expect, test } from 'vitest';
import { resolveDetectorPlane } from './detector-plane';

const planeOf = (section: Parameters<typeof resolveDetectorPlane>[0]) => resolveDetectorPlane(section).value;

test('starts at 1024 x 1024 pixels of 0.1 mm', () => {
  expect(planeOf({})).toEqual({
    pixelSize: 0.0001,
    pixelsFast: 1024,
    pixelsSlow: 1024,
    sizeFast: 0.1024,
    sizeSlow: 0.1024,
  });
});

test('a typed size is kept although counts are whole', () => {
  const plane = planeOf({ sizeFastMm: 12.34, sizeSlowMm: 12.36 });
  expect([plane.pixelsFast, plane.sizeFast]).toEqual([123, 0.01234]);
  expect([plane.pixelsSlow, plane.sizeSlow]).toEqual([124, 0.01236]);
});

test('half a pixel more than whole rounds down', () => {
  expect(planeOf({ pixelMm: 1, sizeFastMm: 10.5 }).pixelsFast).toBe(10);
});

test('counts win over sizes, with a warning where they disagree', () => {
  const { value, warnings } = resolveDetectorPlane({ pixelsFast: 64, sizeFastMm: 12.8, sizeSlowMm: 3.2, pixelMm: 0.2 });
  expect([value.pixelsFast, value.sizeFast]).toEqual([64, 0.0128]);
  expect(value.pixelsSlow).toBe(16);
  expect(warnings).toEqual([]);
  const clash = resolveDetectorPlane({ pixelsSlow: 64, sizeSlowMm: 10 });
  expect(clash.value.sizeSlow).toBe(0.0001 * 64);
  expect(clash.warnings.map((w) => w.message)).toEqual([
    'detector.sizeSlowMm (10) has no effect: the 64 pixels of 0.1 mm make the detector plane 6.4 mm wide',
  ]);
});

test.each([
  [{ pixelMm: 0 }, /detector\.pixelMm must be a number above zero/],
  [{ pixelMm: Number.NaN }, /detector\.pixelMm must be a number above zero/],
  [{ pixelsFast: 0 }, /detector\.pixelsFast must be a number above zero/],
  [{ pixelsSlow: 12.5 }, /detector\.pixelsSlow must be made of whole numbers/],
  [{ sizeFastMm: Number.POSITIVE_INFINITY }, /detector\.sizeFastMm must be a number above zero/],
  [{ sizeSlowMm: 0.04 }, /detector\.sizeSlowMm \(0\.04\) must hold at least one pixel/],
])('%o is refused', (section, message) => {
  expect(() => resolveDetectorPlane(section)).toThrow(message);
});
