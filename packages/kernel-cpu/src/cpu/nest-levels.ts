import { type Level, type Loops, loops, NO_LOOPS, PIXEL, union } from '@braggsim/formula/graph';
import type { RunningLoops } from '@braggsim/sample-loop';

/** A loop of the nest inside the tile loops. */
export interface InnerLoop {
  readonly runs: Loops;
  readonly count: 'places' | 'sources' | 'orientations' | 'nodes';
  readonly table: 'placeTable' | 'sourceTable' | 'orientationTable' | 'nodeTable';
}

type LoopOf = InnerLoop & { readonly name: Exclude<keyof RunningLoops, 'channels'> };

const PLACES: LoopOf = {
  name: 'places',
  runs: loops('subpixel', 'layer'),
  count: 'places',
  table: 'placeTable',
};
const SOURCES: LoopOf = { name: 'sources', runs: loops('source'), count: 'sources', table: 'sourceTable' };
const ORIENTATIONS: LoopOf = {
  name: 'orientations',
  runs: loops('orientation'),
  count: 'orientations',
  table: 'orientationTable',
};
const NODES: LoopOf = { name: 'nodes', runs: loops('node'), count: 'nodes', table: 'nodeTable' };
const INNER = [PLACES, SOURCES, ORIENTATIONS, NODES];
const CHANNELS_INSIDE = [PLACES, ORIENTATIONS, SOURCES, NODES];

/** Returns the name of the level of scalars at a depth of the nest; 0 is the tile. */
export const scalarsAt = (depth: number): string => `scalars ${depth}`;
/** Returns the name of the level of pixels at a depth. */
export const pixelsAt = (depth: number): string => `pixels ${depth}`;
/** Returns the name of the level that follows the sums of deeper loops. */
export const sumsAt = (depth: number): string => `sums ${depth}`;

/**
 * Levels of the code of an image: once for a plan, and at each depth for scalars, for pixels and for what follows
 * deeper loops.
 */
export interface NestLevels {
  /** Loops that have more than one iteration, outermost first. */
  readonly inner: readonly InnerLoop[];
  readonly levels: readonly Level[];
  /** Depth at which a sample is complete except for its orientations and their nodes. */
  readonly sampleDepth: number;
}

/** Lists the levels of the nest in which those loops run that have more than one iteration. */
export function nestLevels(running: RunningLoops): NestLevels {
  const inner = (running.channels === 'inside' ? CHANNELS_INSIDE : INNER).filter(({ name }) => running[name]);
  const around = Array.from({ length: inner.length + 1 }, (_, d) =>
    inner.slice(0, d).reduce((set, { runs }) => union(set, runs), loops('tile')),
  );
  const levels: Level[] = [
    { name: 'plan', loops: NO_LOOPS },
    ...around.map((runs, d): Level => ({ name: scalarsAt(d), loops: runs })),
    ...around.map((runs, d): Level => ({ name: pixelsAt(d), loops: union(runs, PIXEL) })),
    ...around
      .slice(0, -1)
      .map((runs, d): Level => {
        const finished = inner.slice(d).reduce((set, loop) => union(set, loop.runs), NO_LOOPS);
        return { name: sumsAt(d), loops: union(runs, PIXEL), finished };
      })
      .reverse(),
  ];
  return { inner, levels, sampleDepth: inner.filter(({ name }) => name === 'places' || name === 'sources').length };
}
