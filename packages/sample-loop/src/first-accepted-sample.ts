import { type Graph, gradient, type Loops, loops, NO_LOOPS, type Node, PIXEL, union } from '@braggsim/formula/graph';
import type { Directions } from './moved';
import type { RunningLoops } from './running-loops';

/**
 * Keeps the value of a factor of mode `first` at the first sample that the resolution limit accepts. The loop nest
 * keeps each such value in a buffer, cleared for every tile: the input `firstAccepted<i>` is read and its successor written at
 * every sample, and `firstAcceptedSample<i>` is the value after the last one.
 */
export function firstAcceptedSample(g: Graph, running: RunningLoops, accepted: Node, directions?: Directions) {
  const varies: Loops = union(
    running.places ? loops('subpixel', 'layer') : NO_LOOPS,
    running.sources ? loops('source') : NO_LOOPS,
  );
  const next: Node[] = [];
  return {
    /** Successors of all kept values, in order. */
    next,
    /** Returns the value at the first accepted sample; zero where there is none. */
    first: (value: Node): Node => {
      const candidate = g.mul(accepted, value);
      if (varies === NO_LOOPS) return candidate;
      const before = g.input(`firstAccepted${next.length}`, union(PIXEL, varies));
      /** Keeps what comes with the first value that is not zero. */
      const kept = (came: Node): Node => {
        const i = next.length;
        const own = g.input(`firstAccepted${i}`, union(PIXEL, varies));
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
