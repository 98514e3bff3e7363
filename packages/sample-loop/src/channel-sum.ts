import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, loops, NO_LOOPS, type Node, overlap } from '@braggsim/formula/graph';
import { type BeamNodes, vectorInput } from './beam-inputs';
import type { RunningLoops } from './running-loops';
import type { SampleDirection } from './sample-direction';
import { withinReach } from './shape-reach';
import { centreLine, phaseLine } from './split-indices';

const SOURCE = loops('source');
const ORIENTATION = loops('orientation');

/** What the sum over the channels of a spectrum is made of at a place. */
interface ChannelSum {
  readonly running: RunningLoops;
  readonly direction: SampleDirection;
  readonly beam: BeamNodes;
  /** Reduced indices of the sample. */
  readonly offsets: Triple<Node>;
  /** Weight of the channel, and whatever else multiplies its spots. */
  readonly weights: readonly Node[];
  /** Whether nothing scatters beyond the reach of the spots. */
  readonly isLimited: boolean;
}

/** Makes a node that is at least zero where any of the phases u t of a spectrum, from its first channel to its last, may be within the reach of a spot. */
function rangeTest(g: Graph, m: Calculator<Node>, line: readonly Node[], more: (axis: number) => Node): Node {
  const [middle, halfWidth] = [g.input('channels.middle', NO_LOOPS), g.input('channels.halfWidth', NO_LOOPS)];
  const left = line.map((u, i) => {
    const phase = m.product(u, middle);
    const rest = m.abs(m.minus(phase, m.nearest(phase)));
    return m.minus(m.sum(g.input(`reach.${i}`, NO_LOOPS), m.product(m.abs(u), halfWidth), more(i)), rest);
  }) as unknown as Triple<Node>;
  return m.smaller(left[0], m.smaller(left[1], left[2]));
}

/**
 * Sums the scattering of an orientation over channels and orientations. Where spots have a reach, what no channel brings near a
 * spot is left out for all of them, and what is beyond the reach of its own spot for each.
 */
export function channelSum(g: Graph, m: Calculator<Node>, of: ChannelSum, scattered: Node): Node {
  const { running, direction, beam, offsets, weights, isLimited } = of;
  const isOfChannel = (node: Node) => overlap(node.scope, SOURCE);
  const own = m.product(scattered, ...weights.filter(isOfChannel));
  const limited = () => {
    const line = phaseLine(g, m, direction, beam, running);
    const isInRange = m.narrow(rangeTest(g, m, line, () => g.constant(0)));
    return m.select(0, isInRange, m.select(0, withinReach(g, m, offsets), own, 0), 0);
  };
  const value = isLimited ? limited() : own;
  const order = running.channels === 'inside' ? [SOURCE, ORIENTATION] : [ORIENTATION, SOURCE];
  const sum = order.reduce((x, over) => (over === ORIENTATION && !running.orientations ? x : g.sum(x, over)), value);
  return m.product(sum, ...weights.filter((node) => !isOfChannel(node)));
}

/** Makes a node that is below zero where no channel brings a pixel of the tile near a spot of an orientation. */
export function channelRangeTest(
  g: Graph,
  m: Calculator<Node>,
  direction: SampleDirection,
  beam: BeamNodes,
  running: RunningLoops,
): Node {
  const largest = m.sum(g.input('channels.middle', NO_LOOPS), g.input('channels.halfWidth', NO_LOOPS));
  const varies = running.orientations ? ORIENTATION : NO_LOOPS;
  return rangeTest(g, m, centreLine(g, m, direction, beam, running), (axis) => {
    const name = ['a', 'b', 'c'][axis] as string;
    const length = g.input(`${name}.length`, varies);
    const distance =
      direction.boundAlong?.(vectorInput(g, name, varies), length) ?? m.product(length, direction.radius);
    return m.product(distance, largest);
  });
}
