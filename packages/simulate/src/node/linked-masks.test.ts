import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Image, MASK_BITS } from '@braggsim/core/derived';
import { codecs } from '@braggsim/detector-io';
import { resolveDetector } from '@braggsim/geometry';
import ndarray from 'ndarray';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyImage, openInspected } from './image-stacks';

let place: string;
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'braggsim-'));
  const detector = resolveDetector({ pixelsFast: 3, pixelsSlow: 2, distanceMm: 100, pixelMm: 0.1 }).value;
  const beam = { wavelength: 1e-10, fluence: 0, flux: 0, exposure: 0, beamSize: null, polarizationFraction: null };
  const series = (await codecs.get('nxmx')?.())?.series?.('x_master.h5', { imagesPerFile: 1 });
  for (const index of [0, 1]) {
    const masks = [Uint32Array.of(MASK_BITS.noisy, 0, 0, index, 0, 0)];
    const panels = [ndarray(Int32Array.of(9, 1, 2, 3, 4, 5 + index), [2, 3])];
    const image: Image = { panels, masks, metadata: { detector, beam, scan: { start: 0, width: 0 }, saturation: 100 } };
    for (const { name, chunks } of series?.add(image) ?? []) writeFileSync(join(place, name), Buffer.concat(chunks));
  }
  for (const { name, chunks } of series?.finish() ?? []) writeFileSync(join(place, name), Buffer.concat(chunks));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

test('images of data files have the mask of their master file and what their own values mark', async () => {
  const known = await openInspected(join(place, 'x_master.h5'), {});
  try {
    const masks: number[][] = [];
    for await (const [, { masks: found = [] }] of everyImage(known)) masks.push([...(found[0] ?? [])]);
    expect(masks.map((mask) => mask.map((bits) => bits !== 0))).toEqual([
      [true, false, false, false, false, false],
      [true, false, false, true, false, false],
    ]);
    for (const [first = 0] of masks) expect(first & MASK_BITS.noisy).toBe(MASK_BITS.noisy);
  } finally {
    await known.file.close();
  }
});
