import { type Level, type Loops, loops, NO_LOOPS, PIXEL, union } from '@braggsim/formula/graph';
import type { RunningLoops } from '@braggsim/sample-loop';

/** The loops whose values are computed by the host, or by the threads of a workgroup for each other. */
export const SHARED_LOOPS = {
  tile: loops('tile'),
  place: loops('subpixel', 'layer'),
  source: loops('source'),
  orientation: loops('orientation'),
} as const satisfies Record<string, Loops>;
export type SharedLoop = keyof typeof SHARED_LOOPS;

/** Values that the host computes in float64, one row for every iteration of the loops. */
export interface HostLevel {
  readonly name: string;
  readonly over: readonly SharedLoop[];
}

/** A loop of the shader. */
export interface InnerLoop {
  readonly shared: Exclude<SharedLoop, 'tile'>;
  readonly runs: Loops;
}

/** The places of the code of an image: on the host, in the shared work of a workgroup, and in the loops of each thread. */
export interface NestLevels {
  readonly levels: readonly Level[];
  readonly host: readonly HostLevel[];
  /** The loops of the shader that have more than one iteration, outermost first. */
  readonly inner: readonly InnerLoop[];
  /** The loops around the code of each depth; depth 0 is the tile. */
  readonly around: readonly Loops[];
}

/** Name of the level that the threads of a workgroup compute for each other, one orientation each. */
export const STEPS = 'steps';
/** Returns the name of the level of pixels at a depth of the loops. */
export const pixelsAt = (depth: number): string => `pixels ${depth}`;
/** Returns the name of the level that follows the sums of the loops deeper than this depth. */
export const sumsAt = (depth: number): string => `sums ${depth}`;

const HOST: readonly (readonly SharedLoop[])[] = [
  [],
  ['place'],
  ['source'],
  ['orientation'],
  ['tile'],
  ['place', 'source'],
  ['tile', 'place'],
  ['tile', 'source'],
  ['tile', 'place', 'source'],
];

const unionOf = (names: readonly SharedLoop[]): Loops =>
  names.reduce((set, name) => union(set, SHARED_LOOPS[name]), NO_LOOPS);

/** Arranges the levels for the loops that have more than one iteration. */
export function nestLevels(running: RunningLoops): NestLevels {
  const runs = { tile: true, place: running.places, source: running.sources, orientation: running.orientations };
  const host = HOST.filter((over) => over.every((name) => runs[name])).map((over) => ({ name: `host ${over}`, over }));
  const inner = (['place', 'source', 'orientation'] as const)
    .filter((name) => runs[name])
    .map((shared) => ({ shared, runs: SHARED_LOOPS[shared] }));
  const around = Array.from({ length: inner.length + 1 }, (_, d) =>
    unionOf(['tile', ...inner.slice(0, d).map(({ shared }) => shared)]),
  );
  const innermost = around[inner.length] as Loops;
  const levels: Level[] = [
    ...host.map(({ name, over }): Level => ({ name, loops: unionOf(over) })),
    ...(running.orientations ? [{ name: STEPS, loops: innermost }] : []),
    ...around.map((loopsAround, d): Level => ({ name: pixelsAt(d), loops: union(loopsAround, PIXEL) })),
    ...around
      .slice(0, -1)
      .map((loopsAround, d): Level => {
        const finished = inner.slice(d).reduce((set, loop) => union(set, loop.runs), NO_LOOPS);
        return { name: sumsAt(d), loops: union(loopsAround, PIXEL), finished };
      })
      .reverse(),
  ];
  return { levels, host, inner, around };
}
