import { writeNpy } from '@braggsim/detector-io';
import { expect, test } from 'vitest';
import { masksTogether } from './mask-files';

const geometry = (...lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    [
      ...['clen = 0.1', 'photon_energy = 12000', 'res = 10000'],
      ...lines,
      ...['p/min_fs = 0', 'p/max_fs = 3', 'p/min_ss = 0', 'p/max_ss = 2', 'p/corner_x = -2', 'p/corner_y = -1.5'],
    ].join('\n'),
  );

/** An image that is 1 but for one pixel, which is 0. */
function withZero(pixel: number): Uint8Array {
  const values = Float32Array.from({ length: 12 }, (_, i) => (i === pixel ? 0 : 1));
  return Uint8Array.from(writeNpy(values, [3, 4]).flatMap((chunk) => [...chunk]));
}

const NAMED = ['mask = /mask', 'mask_file = masks/bad.npy', 'mask_good = 1'];
const shapes = [[3, 4]] as const;
const maskedOf = (panels: readonly (ArrayLike<number> | undefined)[]): number[] =>
  Array.from(panels[0] ?? []).flatMap((bits, i) => (bits === 0 ? [] : [i]));

test('mask files are read together: one that another names is a part of it, in any order', async () => {
  const files = [
    ['bad.npy', withZero(5)],
    ['more.npy', withZero(7)],
    ['p.geom', geometry(...NAMED)],
  ] as const;
  for (const order of [files, files.toReversed()]) {
    const { panels, warnings } = await masksTogether(new Map(order), shapes);
    expect(maskedOf(panels)).toEqual([5, 7]);
    expect(warnings).toEqual([]);
  }
});

test('a named mask file that was not opened is named with what to do on the page', async () => {
  await expect(masksTogether(new Map([['p.geom', geometry(...NAMED)]]), shapes)).rejects.toThrow(
    "'p.geom' names the mask file 'masks/bad.npy', which is not open here: open both together",
  );
});

test('a raw mask has the size of the only panel', async () => {
  const values = Float32Array.from({ length: 12 }, (_, i) => (i === 3 ? 0 : 1));
  const raw = new Map([['raw.bin', new Uint8Array(values.buffer)]]);
  expect(maskedOf((await masksTogether(raw, shapes)).panels)).toEqual([3]);
  await expect(masksTogether(raw, [...shapes, ...shapes])).rejects.toThrow(
    "'raw.bin' is a raw image, which does not know",
  );
});

test('limits of values are not applied, and what they are is said', async () => {
  const limited = new Map([['p.geom', geometry('max_adu = 900')]]);
  const { panels, warnings } = await masksTogether(limited, shapes);
  expect(maskedOf(panels)).toEqual([]);
  expect(warnings).toEqual([
    "'p.geom': the limits of values (trusted up to 900) are not applied: give the least and largest value and choose Mask other values",
  ]);
});
