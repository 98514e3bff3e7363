import { units } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { resolveDetector } from '@braggsim/geometry';
import { joined } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { codecs } from './codecs';
import { imageOf, panelsImage, plainMetadata } from './fixture';

const pixels = Uint16Array.from({ length: 12 }, (_, i) => 40 + i);
const image = {
  ...imageOf(pixels, 3, 4),
  metadata: { ...plainMetadata(3, 4), offset: 40, scan: { start: Math.PI / 18, width: Math.PI / 360 } },
};

/** Returns the metadata in a file of a format that was written from an image. */
async function inspected(id: string, params: object, source = image as { metadata: ImageMetadata } & typeof image) {
  const codec = await codecs.get(id)?.();
  const facts = codec?.inspect?.(joined(codec.encode?.(source, { ...params }) ?? []), {});
  if (!facts) throw new Error(`${id} has no metadata`);
  return { facts, detector: resolveDetector(facts.experiment.detector, facts.experiment).value };
}

test.each([
  ['smv', { header: 'full' }, 40],
  ['smv', { header: 'c' }, undefined],
  ['smv', { header: 'pedestal' }, 40],
  ['cbf', {}, undefined],
  ['nxmx', {}, undefined],
])('%s with %o contains detector position, wavelength and scan', async (id, params, offset) => {
  const { facts, detector } = await inspected(id, params);
  expect(facts.images).toBe(1);
  expect(facts.offset).toBe(offset);
  expect(facts.experiment.beam?.wavelengthA).toBeCloseTo(1, 12);
  expect(facts.experiment.scan?.startDeg).toBeCloseTo(10, 5);
  expect(facts.experiment.scan?.widthDeg).toBeCloseTo(0.5, 5);
  expect([detector.pixelsSlow, detector.pixelsFast]).toEqual([3, 4]);
  for (const key of ['distance', 'pixelSize'] as const) {
    expect(detector[key], key).toBeCloseTo(image.metadata.detector[key], 9);
  }
  for (const key of ['fast', 'slow'] as const) {
    expect(detector.beamCentre[key], key).toBeCloseTo(image.metadata.detector.beamCentre[key], 9);
  }
});

test('NeXus describes every panel', async () => {
  const panels = panelsImage();
  const codec = await codecs.get('nxmx')?.();
  const facts = codec?.inspect?.(joined(codec.encode?.(panels, {}) ?? []), {});
  const found = resolveDetector(facts?.experiment.detector).value.panels ?? [];
  expect(found.map((panel) => [panel.pixelsSlow, panel.pixelsFast])).toEqual([
    [5, 7],
    [3, 4],
  ]);
  // The expected vectors are in the frame of NeXus, that of MOSFLM as (-z, y, x).
  for (const [i, [x, y, z]] of [
    [0.001, 0.002, 0.1],
    [-0.001, 0.002, 0.1],
  ].entries()) {
    expect(found[i]?.origin[0]).toBeCloseTo(x as number, 12);
    expect(found[i]?.origin[1]).toBeCloseTo(y as number, 12);
    expect(found[i]?.origin[2]).toBeCloseTo(z as number, 12);
  }
  expect(units.toMm(found[0]?.pixelSize ?? 0)).toBeCloseTo(0.1, 12);
});
