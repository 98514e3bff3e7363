import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { usageError } from '@braggsim/core';
import { makeFolder } from '@braggsim/core/node';
import { finishedShards } from '../run/status';
import { partName } from '../shards/unfinished';
import { writeBraggNn } from './braggnn';
import { writeCxi } from './cxi';
import { exportedShots } from './exported-shots';
import { writePeakNet } from './peaknet';

/** Programs for whose loaders data sets are exported. */
export const EXPORTS = ['braggnn', 'cxi', 'peaknet'] as const;
/** Name of an export. */
export type ExportName = (typeof EXPORTS)[number];

/** Files of each layout, besides the groups that one lists. */
const NAMES: Readonly<Record<ExportName, readonly string[]>> = {
  braggnn: ['frames.h5', 'peaks.h5'],
  cxi: ['peaks.cxi'],
  peaknet: ['peaknet.csv'],
};

/** What was exported. */
export interface Exported {
  readonly frames: number;
  readonly files: readonly string[];
}

/**
 * Exports the finished shards of a data set into a folder in the layout of another program. The files get their names when all of them are
 * complete.
 *
 * @throws BraggsimError (`usage`) for a set that does not have what the layout needs, and for a folder that has such files already
 */
export async function exportDataset(out: string, to: ExportName, folder: string): Promise<Exported> {
  const there = NAMES[to].find((name) => existsSync(join(folder, name)));
  if (there !== undefined)
    throw usageError(`'${join(folder, there)}' exists: remove it, or give another folder (--out)`);
  const records = finishedShards(out);
  makeFolder(folder);
  const part = join(folder, partName(0));
  mkdirSync(part, { recursive: true });
  try {
    const frames = await write();
    const files = readdirSync(part).sort();
    for (const name of files) renameSync(join(part, name), join(folder, name));
    return { frames, files: files.map((name) => join(folder, name)) };
  } finally {
    rmSync(part, { recursive: true, force: true });
  }

  async function write(): Promise<number> {
    if (to === 'peaknet') return (await writePeakNet(out, records, part, 'peaknet.csv')).frames;
    const shots = exportedShots(out, records);
    if (to === 'cxi') return (await writeCxi(shots, join(part, 'peaks.cxi'))).frames;
    return (await writeBraggNn(shots, join(part, 'frames.h5'), join(part, 'peaks.h5'))).frames;
  }
}
