import { type Graph, gradient, type Loops, loops, NO_LOOPS, type Node, PIXEL, union } from '@braggsim/formula/graph';
import type { Directions } from './moved';
import type { RunningLoops } from './running-loops';

/**
 * Values that pass from sample to sample: a factor of mode `first` keeps the value of the first sample that the
 * resolution limit accepts. The nest keeps each latch in a buffer, cleared for every tile: `latch<i>` is read and its
 * successor written at every sample, and `firstAcceptedSample<i>` is what is left after the last one.
 */
export function firstAcceptedSample(g: Graph, running: RunningLoops, accepted: Node, directions?: Directions) {
  const varies: Loops = union(
    running.places ? loops('subpixel', 'layer') : NO_LOOPS,
    running.sources ? loops('source') : NO_LOOPS,
  );
  const next: Node[] = [];
  return {
    /** Successors of all latches, in order. */
    next,
    /** The value at the first accepted sample; zero where there is none. */
    first: (value: Node): Node => {
      const candidate = g.mul(accepted, value);
      if (varies === NO_LOOPS) return candidate;
      const before = g.input(`latch${next.length}`, union(PIXEL, varies));
      /** Keeps what comes with the first value that is not zero. */
      const kept = (came: Node): Node => {
        const i = next.length;
        const own = g.input(`latch${i}`, union(PIXEL, varies));
        next.push(g.ifLess(g.constant(0), g.abs(before), own, came));
        return g.input(`firstAcceptedSample${i}`, union(PIXEL, loops('tile')), varies);
      };
      const result = kept(candidate);
      if (!directions) return result;
      const slopes = gradient(g, candidate, directions.distances).map(kept);
      return g.withPartials(result, directions.distances, () => slopes);
    },
  };
}
