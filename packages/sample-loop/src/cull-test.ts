import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, loops, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import { vectorInput } from './beam-inputs';
import type { RunningLoops } from './running-loops';
import type { SampleDirection } from './sample-direction';
import type { SplitIndex } from './split-indices';

const ORIENTATION = loops('orientation');

interface CullVariant extends Pick<RunningLoops, 'orientations'> {
  /** Whether samples beyond the reach are left out one by one, so that it makes no difference which tiles are. */
  readonly isLimited: boolean;
}

/**
 * Makes a node that is below zero where the spots of an orientation reach no pixel of the tile. The reduced index of
 * any pixel differs from that at the tile's centre by at most |axis| radius/lambda, or the bound of its projection on the
 * axis over lambda, so that it is the reach less the least distance, on the axis where that is largest. The closer bound is
 * for images in which nothing is beyond the reach; others keep the faint ends of spots in the tiles that the wide one has always had.
 */
export function cullTest(
  g: Graph,
  m: Calculator<Node>,
  axes: Triple<SplitIndex>,
  { radius, boundAlong }: SampleDirection,
  wavelength: Node,
  { orientations, isLimited }: CullVariant,
): Node {
  const runs = orientations ? ORIENTATION : NO_LOOPS;
  const spread = m.ratio(radius, wavelength);
  const perWavelength = m.ratio(1, wavelength);
  const left = axes.map(({ atCentre }, i) => {
    const name = ['a', 'b', 'c'][i] as string;
    const length = g.input(`${name}.length`, runs);
    const distance =
      isLimited && boundAlong
        ? m.product(boundAlong(vectorInput(g, name, runs), length), perWavelength)
        : m.product(length, spread);
    return m.sum(g.input(`reach.${i}`, NO_LOOPS), m.minus(distance, g.abs(atCentre)));
  }) as unknown as Triple<Node>;
  return m.smaller(left[0], m.smaller(left[1], left[2]));
}
