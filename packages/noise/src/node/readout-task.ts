import type { Readout, ReadoutContext, StageValues } from '@braggsim/core';
import type { Pixels } from '@braggsim/core/derived';
import { type BandCounter, fromRegistry } from '@braggsim/core/kernel';
import { noiseStages } from '../stages';

/** Number of pixels of a band, which fits into the cache: all stages are applied to a band before the next band is begun. */
const BAND_PIXELS = 2 ** 15;

/** A panel and the parameters of the consecutive stages that are applied to it, as plain data. */
export interface TaskPanel extends Pick<ReadoutContext, 'panel' | 'shape'> {
  /** Values before the stages [slow, fast]. */
  readonly from: Pixels;
  /** Receives the values after them; may be the same array. */
  readonly into: Pixels;
  /** Parameters of each stage. */
  readonly params: readonly StageValues[];
}

/** The application of consecutive stages to all panels of an image. */
export interface ReadoutTask extends Pick<ReadoutContext, 'seed' | 'image'> {
  /** Occurrence of each stage among those of its kind in the whole chain. */
  readonly occurrences: readonly number[];
  readonly panels: readonly TaskPanel[];
  /** Whether bands of rows may be computed separately; otherwise a panel is computed as a whole. */
  readonly inBands: boolean;
}

/** Message to a worker. */
export interface WorkerTask extends ReadoutTask {
  /** Ids of stages of this package. */
  readonly stages: readonly string[];
  readonly counter: BandCounter;
}

/** Looks up stages of this package by their ids. */
export const namedStages = (ids: readonly string[]): Promise<Readout[]> =>
  Promise.all(ids.map((id) => fromRegistry(noiseStages, id, 'readout stage')));

/** Consecutive pixels of a panel, from index `from` to the one before `to`. */
interface Chunk {
  readonly of: TaskPanel;
  readonly from: number;
  readonly to: number;
}

/** Divides the panels of a task into the chunks that threads compute, in an order that is the same on all threads. */
function chunksOf({ panels, inBands }: ReadoutTask): Chunk[] {
  return panels.flatMap((of) => {
    const [slow, fast] = of.shape;
    const size = inBands ? Math.max(1, Math.round(BAND_PIXELS / fast)) * fast : slow * fast;
    return Array.from({ length: Math.ceil((slow * fast) / size) }, (_, i) => {
      const from = i * size;
      return { of, from, to: Math.min(from + size, slow * fast) };
    });
  });
}

/** Returns the number of chunks of a task, and the function that computes the chunk of a given index. */
export function chunkWork(stages: readonly Readout[], task: ReadoutTask): { chunks: number; compute(n: number): void } {
  const chunks = chunksOf(task);
  const { seed, image, occurrences } = task;
  let room = new Float64Array(0);
  return {
    chunks: chunks.length,
    compute: (n) => {
      const { of, from, to } = chunks[n] as Chunk;
      const inPlace = of.from === of.into && of.from instanceof Float64Array;
      if (!inPlace && room.length < to - from) room = new Float64Array(to - from);
      const values = inPlace ? of.from.subarray(from, to) : room.subarray(0, to - from);
      if (!inPlace) values.set(of.from.subarray(from, to));
      const context = { seed, image, panel: of.panel, shape: of.shape, firstPixel: from };
      for (const [i, stage] of stages.entries()) {
        stage.apply(values, of.params[i] ?? {}, { ...context, occurrence: occurrences[i] as number });
      }
      if (!inPlace) of.into.set(values, from);
    },
  };
}
