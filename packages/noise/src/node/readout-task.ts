import { type BandCounter, fromRegistry, type Readout, type ReadoutContext, type StageValues } from '@braggsim/core';
import { noiseStages } from '../stages';

/** About as many pixels as fast memory holds: all stages of a chain pass over them before the next ones come. */
const BAND_PIXELS = 2 ** 15;

/** A panel on its way through consecutive stages, as plain data. */
export interface TaskPanel extends Pick<ReadoutContext, 'panel' | 'shape'> {
  /** [slow, fast] */
  readonly values: Float32Array | Float64Array;
  /** Of each stage. */
  readonly params: readonly StageValues[];
}

/** Consecutive stages on all panels of an image. */
export interface ReadoutTask extends Pick<ReadoutContext, 'seed' | 'image'> {
  /** Of each stage, among those of its kind in the whole chain. */
  readonly occurrences: readonly number[];
  readonly panels: readonly TaskPanel[];
  /** Whether bands of rows may be computed apart; otherwise a panel goes through as a whole. */
  readonly inBands: boolean;
}

/** What a worker is sent. */
export interface WorkerTask extends ReadoutTask {
  /** Stages of this package by their names. */
  readonly stages: readonly string[];
  readonly counter: BandCounter;
}

export const namedStages = (ids: readonly string[]): Promise<Readout[]> =>
  Promise.all(ids.map((id) => fromRegistry(noiseStages, id, 'readout stage')));

interface Piece {
  readonly of: TaskPanel;
  readonly from: number;
  readonly to: number;
}

/** The pieces that threads take, in an order on which all of them agree. */
function piecesOf({ panels, inBands }: ReadoutTask): Piece[] {
  return panels.flatMap((of) => {
    const [slow, fast] = of.shape;
    const size = inBands ? Math.max(1, Math.round(BAND_PIXELS / fast)) * fast : slow * fast;
    return Array.from({ length: Math.ceil((slow * fast) / size) }, (_, i) => {
      const from = i * size;
      return { of, from, to: Math.min(from + size, slow * fast) };
    });
  });
}

/** The number of pieces, and what computes one of them, given its number. */
export function pieceWork(stages: readonly Readout[], task: ReadoutTask): { pieces: number; compute(n: number): void } {
  const pieces = piecesOf(task);
  const { seed, image, occurrences } = task;
  return {
    pieces: pieces.length,
    compute: (n) => {
      const { of, from, to } = pieces[n] as Piece;
      const values = of.values.subarray(from, to);
      const context = { seed, image, panel: of.panel, shape: of.shape, firstPixel: from };
      for (const [i, stage] of stages.entries()) {
        stage.apply(values, of.params[i] ?? {}, { ...context, occurrence: occurrences[i] as number });
      }
    },
  };
}
