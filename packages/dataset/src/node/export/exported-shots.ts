import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataError, usageError } from '@braggsim/core';
import { isRecord } from '@braggsim/core/text';
import type { Dataset } from 'h5wasm';
import type { Values } from '../layouts/hdf5-file';
import { shardFiles, shardFolder } from '../shards/places';
import type { ShardRecord } from '../shards/record';
import { readColumns } from './read-columns';

/** A strong spot of a stored shot: its centroid, px along fast and slow of the raw detector, and its noise-free photons. */
export interface ExportedSpot {
  readonly fast: number;
  readonly slow: number;
  readonly photons: number;
}

/** A stored shot with its strong spots. */
export interface ExportedShot {
  readonly shot: number;
  readonly values: Values;
  /** Shape of the images, [slow, fast]. */
  readonly shape: readonly [number, number];
  readonly spots: readonly ExportedSpot[];
}

/** Files and paths of the datasets of images in a layout. */
interface Source {
  readonly file: (shard: number) => string;
  readonly images: string;
}

/** The images of a plan in the folder of its set. */
interface StoredImages {
  readonly layout: readonly string[];
  readonly transform: unknown;
  readonly also: readonly string[];
  readonly spots: boolean;
}

/**
 * Reads how the shots of a set are stored.
 *
 * @throws BraggsimError (`usage`) for a set without images
 */
export async function storedImages(out: string): Promise<StoredImages> {
  const { parse } = await import('yaml');
  const plan: unknown = parse(readFileSync(join(out, 'plan.yaml'), 'utf8'));
  const { images, labels } = isRecord(plan) ? plan : {};
  if (!isRecord(images)) throw usageError(`'${out}' has labels alone, and no images to export`);
  const { layout, transform, also } = images;
  return {
    layout: layout as readonly string[],
    transform,
    also: also as readonly string[],
    spots: isRecord(labels) && labels.spots === true,
  };
}

/** Finds the raw images of a set. */
function rawImages(out: string, { layout, transform }: StoredImages): Source {
  if (layout.includes('nxmx')) return { file: (shard) => shardFiles(shard).nxmx, images: 'entry/data/data' };
  if (layout.includes('resonet') && transform === 'none')
    return { file: (shard) => shardFiles(shard).resonet, images: 'images' };
  throw usageError(
    `'${out}' has no raw images, in which the positions of spots are: make it with images.layout nxmx, or resonet without a transform`,
  );
}

/** Reads entries of a dataset of images one after the other. */
export async function* storedEntries(
  path: string,
  names: readonly string[],
): AsyncGenerator<{ readonly values: readonly Values[]; readonly shape: readonly [number, number] }> {
  const { default: library } = await import('h5wasm/node');
  await library.ready;
  const file = new library.File(path, 'r');
  try {
    const datasets = names.map((name) => {
      const dataset = file.get(name) as unknown as Dataset | null;
      if (!dataset) throw dataError(`'${path}' has no dataset '${name}'`);
      return dataset;
    });
    const [count = 0, rows = 0, columns = 0] = datasets[0]?.shape ?? [];
    for (let i = 0; i < count; i++) {
      yield { values: datasets.map((one) => one.slice([[i, i + 1], [], []]) as Values), shape: [rows, columns] };
    }
  } finally {
    file.close();
  }
}

/** Lists the strong spots of each shot of a shard. */
async function strongSpots(out: string, { shard, firstShot, shots }: ShardRecord): Promise<readonly ExportedSpot[][]> {
  const path = join(shardFolder(out, shard), shardFiles(shard).spots);
  const names = ['shot', 'centroidFast', 'centroidSlow', 'photons', 'strong'];
  const { shot, centroidFast, centroidSlow, photons, strong } = (await readColumns(path, names)) as Record<
    string,
    Float64Array
  >;
  const ofShots = Array.from({ length: shots }, (): ExportedSpot[] => []);
  for (let i = 0; i < (shot?.length ?? 0); i++) {
    if (strong?.[i] !== 1) continue;
    ofShots[(shot?.[i] as number) - firstShot]?.push({
      fast: centroidFast?.[i] as number,
      slow: centroidSlow?.[i] as number,
      photons: photons?.[i] as number,
    });
  }
  return ofShots;
}

/**
 * Reads the raw images of shards with their strong spots, one shot after the other.
 *
 * @throws BraggsimError (`usage`) for a set without raw images or without spots, (`data`) for files that cannot be read
 */
export async function* exportedShots(out: string, records: readonly ShardRecord[]): AsyncGenerator<ExportedShot> {
  const stored = await storedImages(out);
  if (!stored.spots) throw usageError(`'${out}' has no spots to export: make it with labels.spots true`);
  const source = rawImages(out, stored);
  for (const record of records) {
    const spots = await strongSpots(out, record);
    let row = 0;
    for await (const { values, shape } of storedEntries(
      join(shardFolder(out, record.shard), source.file(record.shard)),
      [source.images],
    )) {
      yield { shot: record.firstShot + row, values: values[0] as Values, shape, spots: spots[row] ?? [] };
      row++;
    }
  }
}
