import { MASK_BITS } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import type { ImageFile } from '@braggsim/simulate/images';
import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import { loadedImage } from './load-image';
import { openSeries } from './series';

/** An HDF5 file that is open. */
const hdf5 = (path: string, facts: FileMetadata): ImageFile => ({
  path,
  format: 'nxmx',
  facts: async () => facts,
  decode: async () => ({ panels: [ndarray(Uint16Array.of(1, 2, 3, 4), [2, 2])], header: {} }),
  close: async () => undefined,
});

test('every image of a master file has its mask, also once those before it were transferred', async () => {
  const mask = Uint32Array.of(0, MASK_BITS.noisy, 0, 0);
  const linked = { stacks: [{ file: 'x_data.h5', dataset: '/data' }], mask } as FileMetadata['linked'] & object;
  const files = new Map([
    ['x_master.h5', hdf5('x_master.h5', { images: 2, experiment: {}, linked })],
    ['x_data.h5', hdf5('x_data.h5', { images: 2, experiment: {} })],
  ]);
  const series = await openSeries(
    { open: (path) => files.get(path) ?? expect.fail(path), beside: (_, name) => name },
    [...files.keys()],
    undefined,
  );
  for (const image of [0, 1, 0]) {
    const { panels } = loadedImage(await series.load(image), 2);
    const [panel] = panels;
    expect([...(panel?.mask ?? [])]).toEqual([0, MASK_BITS.noisy, 0, 0]);
    structuredClone(panels, { transfer: [panel?.pixels.buffer, panel?.mask?.buffer] as ArrayBuffer[] });
  }
});
