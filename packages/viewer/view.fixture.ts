import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Image } from '@braggsim/core/derived';
import { codecFor, codecs } from '@braggsim/detector-io';
import { metadataOf, simulate } from '@braggsim/simulate';
import { converted } from '@braggsim/simulate/images';
import { imageNumber, nodeKernels, openInspected } from '@braggsim/simulate/node';
import ndarray from 'ndarray';
import { expect } from 'vitest';

/** A file as it is given to a page. */
export interface NamedBuffer {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const simulated = await simulate(
  {
    beam: { wavelengthA: 1.2, fluencePerM2: 1e28 },
    detector: { convention: 'mosflm', pixelsFast: 90, pixelsSlow: 90, pixelMm: 0.5, distanceMm: 60 },
    crystal: { cell: [40, 50, 60, 90, 90, 90], misset: [10, 20, 30], cells: [4, 4, 4], shape: 'gauss' },
    structureFactors: { default: 100 },
  },
  { kernels: nodeKernels },
);

/** Counts of a small crystal, with a background that no format clips. */
export const PIXELS = Uint16Array.from(simulated.panels[0]?.data ?? [], (photons) =>
  Math.min(10 + Math.round(photons), 250),
);

/** The image of `PIXELS` with the geometry of the simulation. */
export const IMAGE: Image = { panels: [ndarray(PIXELS, [90, 90])], metadata: simulated.metadata };

/** The image with a number added to every pixel. */
const brighter = (by: number): Image => ({
  ...IMAGE,
  panels: [
    ndarray(
      PIXELS.map((x) => x + by),
      [90, 90],
    ),
  ],
});

async function encoded(format: string, name: string, image = IMAGE): Promise<NamedBuffer> {
  const codec = await codecs.get(format)?.();
  const chunks = codec?.encode?.(image, { style: 'grey16', header: 'full', name }) ?? [];
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.concat(chunks) };
}

/** The image in every format that can be read, and what the format holds besides pixels. */
export async function everyFormat() {
  const files = await Promise.all([
    encoded('smv', 'image.img'),
    encoded('cbf', 'image.cbf'),
    encoded('nxmx', 'image.nxs'),
    encoded('tiff', 'image.tif'),
    encoded('png', 'image.png'),
    encoded('npy', 'image.npy'),
    encoded('raw', 'image.bin'),
    encoded('pgm', 'image.pgm'),
  ]);
  const cbf = files[1] as NamedBuffer;
  const packed = { ...cbf, name: 'packed.cbf.gz', buffer: gzipSync(cbf.buffer) };
  const geometry = ['image.img', 'image.cbf', 'image.nxs', 'packed.cbf.gz'];
  return [...files, packed].map((file) => ({ file, hasGeometry: geometry.includes(file.name), decimals: 3 }));
}

/** Three files, in an order that is not that of their numbers. */
export const series = (): Promise<NamedBuffer[]> =>
  Promise.all([
    encoded('cbf', 'image_1.cbf'),
    encoded('cbf', 'image_11.cbf', brighter(3)),
    encoded('cbf', 'image_10.cbf', brighter(2)),
  ]);

/** A master file and the data files with its three images. */
export async function masterWithData(): Promise<NamedBuffer[]> {
  const codec = await codecs.get('nxmx')?.();
  const writer = codec?.series?.('run_master.h5', { imagesPerFile: 2 });
  const files = [0, 1, 2].flatMap((by) => writer?.add(brighter(by)) ?? []);
  return [...files, ...(writer?.finish() ?? [])].map(({ name, chunks }) => ({
    name,
    mimeType: 'application/x-hdf5',
    buffer: Buffer.concat(chunks),
  }));
}

/** The first file of the series, read and written again as `braggsim convert` does. */
export async function convertedHere(): Promise<Buffer> {
  const [{ name, buffer } = expect.fail('no file')] = await series();
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-convert-'));
  try {
    writeFileSync(join(folder, name), buffer);
    const known = await openInspected(join(folder, name), {});
    const decoded = await imageNumber(known, 1);
    const codec = await codecFor(name);
    const { image } = converted(decoded, metadataOf(known.facts, decoded, 0), codec, 'grey16');
    return Buffer.concat(codec.encode?.(image, { style: 'grey16', header: 'full', name }) ?? []);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns a copy of a file under another name, with other bytes in some places. */
const changed = (file: NamedBuffer, name: string, at: number, ...bytes: readonly number[]): NamedBuffer => {
  const buffer = Buffer.from(file.buffer);
  buffer.set(bytes, at);
  return { ...file, name, buffer };
};

/** The first part of a file. */
const short = (file: NamedBuffer, bytes = file.buffer.length >> 1): NamedBuffer => ({
  ...file,
  buffer: file.buffer.subarray(0, bytes),
});

/** Place of the address of the first directory of a TIFF file, and places of the version and the first letter of the header of a NumPy file. */
const [TIFF_DIRECTORY, NPY_VERSION, NPY_HEADER] = [4, 6, 10];

/** Files that end early, whose header is wrong, or that are of no known format. */
export async function damagedFiles(): Promise<NamedBuffer[]> {
  const cbf = await encoded('cbf', 'short.cbf');
  const tiff = await encoded('tiff', 'short.tif');
  const npy = await encoded('npy', 'short.npy');
  const raw = await encoded('raw', 'short.bin');
  const others = await Promise.all([
    encoded('smv', 'short.img'),
    encoded('nxmx', 'short.nxs'),
    encoded('png', 'short.png'),
  ]);
  const [master] = (await masterWithData()).slice(-1);
  return [
    ...[cbf, tiff, npy, ...others].map((file) => short(file)),
    // Neither a square nor whole numbers of four bytes.
    { ...short(raw, 4 * 90 * 89), name: 'oblong.bin' },
    { ...short(raw, 90 * 90 * 4 - 1), name: 'odd.bin' },
    changed(tiff, 'lost.tif', TIFF_DIRECTORY, 0xf0, 0xff, 0xff, 0x7f),
    // The header is taken for a directory.
    changed(tiff, 'astray.tif', TIFF_DIRECTORY, 0, 0, 0, 0),
    { ...short(tiff, TIFF_DIRECTORY), name: 'begun.tif' },
    changed(npy, 'version.npy', NPY_VERSION, 9),
    changed(npy, 'header.npy', NPY_HEADER, ...Buffer.from("{'descr': '<c8'")),
    { ...cbf, name: 'empty.cbf', buffer: Buffer.alloc(0) },
    { ...cbf, name: 'empty.bin', buffer: Buffer.alloc(0) },
    { ...cbf, name: 'notes.txt', buffer: Buffer.from('no image') },
    {
      ...cbf,
      name: 'damaged.cbf.gz',
      buffer: Buffer.concat([gzipSync(cbf.buffer).subarray(0, 200), Buffer.alloc(50)]),
    },
    { ...(master as NamedBuffer), name: 'alone_master.h5' },
  ];
}
