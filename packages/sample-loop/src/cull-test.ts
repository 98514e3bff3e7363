import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, loops, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import type { RunningLoops } from './running-loops';
import type { SampleDirection } from './sample-direction';
import type { SplitIndex } from './split-indices';

const ORIENTATION = loops('orientation');

/**
 * Makes a node that is below zero where the spots of an orientation reach no pixel of the tile. The reduced index of
 * any pixel differs from that at the tile's centre by at most |axis| radius/lambda, so that it is the reach less the
 * least distance, on the axis where that is largest.
 */
export function cullTest(
  g: Graph,
  m: Calculator<Node>,
  axes: Triple<SplitIndex>,
  { radius }: SampleDirection,
  wavelength: Node,
  { orientations }: Pick<RunningLoops, 'orientations'>,
): Node {
  const spread = m.ratio(radius, wavelength);
  const left = axes.map(({ atCentre }, i) => {
    const length = g.input(`${['a', 'b', 'c'][i]}.length`, orientations ? ORIENTATION : NO_LOOPS);
    return m.sum(g.input(`reach.${i}`, NO_LOOPS), m.minus(m.product(length, spread), g.abs(atCentre)));
  }) as unknown as Triple<Node>;
  return m.smaller(left[0], m.smaller(left[1], left[2]));
}
