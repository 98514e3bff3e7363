import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeTiff } from '@braggsim/detector-io';
import { imageNumber, openInspected } from '@braggsim/simulate/node';
import { joined } from '@braggsim/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finish, folder } from './run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

async function look(path: string, number = 1) {
  const known = await openInspected(path, {});
  try {
    const { panels, masks = [] } = await imageNumber(known, number);
    return { pixels: Array.from(panels[0]?.data ?? []), mask: Array.from(masks[0] ?? []), facts: known.facts };
  } finally {
    await known.file.close();
  }
}

describe('counts that look like marks', () => {
  /** Counts with negative ones that are no marks: a float image tells so. */
  const COUNTS = [-7, -2, -1, 0, 5, 9];
  const signed = () => {
    const pixels = { pixels: Float32Array.from(COUNTS), shape: [2, 3] as const };
    return here.put('signed.tif', joined(writeTiff(pixels)));
  };

  test('-1 and -2 that are counts are reported where readers take them for masked pixels', async () => {
    const { code, err } = await finish(['convert', signed(), here.at('out.cbf')]);
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('2 values of -1 and -2 are counts, and readers of cbf take them'),
    ]);
    const none = await finish(['convert', here.at('out.cbf'), here.at('again.cbf')]);
    expect(none.err).not.toContain('are counts');
  });

  test('NeXus keeps negative counts, and says which is the least', async () => {
    const { err } = await finish(['convert', signed(), here.at('out.nxs')]);
    expect(err).not.toContain('are counts');
    const { pixels, mask, facts } = await look(here.at('out.nxs'));
    expect(pixels).toEqual(COUNTS);
    expect(mask.every((bits) => bits === 0)).toBe(true);
    expect(facts?.underload).toBe(-32768);
  });

  test('a later image with lower counts than the first can have is refused in one file', async () => {
    const plain = here.put('a.tif', joined(writeTiff({ pixels: Float32Array.of(1, 2), shape: [1, 2] })));
    const low = here.put('b.tif', joined(writeTiff({ pixels: Float32Array.of(1, -4), shape: [1, 2] })));
    const { code, err } = await finish(['convert', plain, low, here.at('out.nxs')]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('image 2 has the value -4, below 0, the least that images like the first can have'),
    ]);
  });
});

describe('compressed Eiger data', () => {
  const compressed = (name: string) => fileURLToPath(new URL(`../../fixtures/compressed/${name}`, import.meta.url));
  const [SLOW, FAST] = [70, 45];

  /** Files that h5py wrote with the filters of bitshuffle and of HDF5's LZ4; marks at fast 4, slow 3 and fast 6, slow 5. */
  test.each([
    ['bitshuffle-lz4-uint32.h5', 2 ** 32, true],
    ['bitshuffle-uint16.h5', 2 ** 16, false],
    ['lz4-uint16.h5', 2 ** 16, false],
  ])('%s', async (name, top, marked) => {
    const { pixels, mask } = await look(compressed(name), 2);
    const expected = Array.from({ length: SLOW * FAST }, (_, i) => (i * 104729) % 1000);
    expected[3 * FAST + 4] = top - 1;
    expected[5 * FAST + 6] = top - 2;
    expect(pixels).toEqual(expected);
    expect(mask.flatMap((bits, i) => (bits === 0 ? [] : [[i, bits]]))).toEqual(
      marked
        ? [
            [3 * FAST + 4, 1],
            [5 * FAST + 6, 2],
          ]
        : [],
    );
  });

  test('images are written with bitshuffle and LZ4, and read again', async () => {
    const { code } = await finish([
      'convert',
      compressed('lz4-uint16.h5'),
      here.at('out.nxs'),
      '--compression',
      'bslz4',
    ]);
    expect(code).toBe(0);
    // The filter is named in the file.
    expect(Buffer.from(readFileSync(here.at('out.nxs'))).includes(Buffer.of(0x08, 0x7d))).toBe(true);
    expect((await look(here.at('out.nxs'), 1)).pixels[7]).toBe((7 * 7919) % 1000);
  });
});
