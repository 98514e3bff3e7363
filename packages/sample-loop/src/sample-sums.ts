import type { FixedPlan } from '@braggsim/core/kernel';
import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, loops, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import type { BeamNodes } from './beam-inputs';
import { channelSum } from './channel-sum';
import type { RunningLoops } from './running-loops';
import type { SampleDirection } from './sample-direction';
import { withinSpot } from './shape-reach';
import type { PlanTerms } from './terms';

const PLACE = loops('subpixel', 'layer');
const SOURCE = loops('source');
const ORIENTATION = loops('orientation');

/** What the sums over the samples of a pixel are made of. */
interface SummedSample {
  readonly fixed: FixedPlan;
  readonly terms: Pick<PlanTerms, 'shape'>;
  readonly running: RunningLoops;
  readonly direction: SampleDirection;
  readonly beam: BeamNodes;
  /** Reduced indices of the sample. */
  readonly offsets: Triple<Node>;
  /** 1 for a sample within the resolution limit, 0 beyond it. */
  readonly accepted: Node;
  readonly sourceWeight: Node;
  /** Whether samples beyond the reach of their spot are left out. */
  readonly isLimited: boolean;
  /** Returns the product of the factors that multiply each sample. */
  eachFactor(): Node;
}

/** Sums over the samples of a pixel. */
export interface SampleSums {
  /** Returns the sum of a value over places and sources. */
  overSamples(value: Node): Node;
  /** Returns the sum of the scattering of all samples, with their weights and factors, and of a background if there is one. */
  overAll(value: Node, more?: () => Node): Node;
}

/** Makes the sums over the loops that run, in the order of the specification. */
export function sampleSums(g: Graph, m: Calculator<Node>, summed: SummedSample): SampleSums {
  const { fixed, terms, running, direction, beam, offsets, accepted, sourceWeight, isLimited, eachFactor } = summed;
  const orientationWeight = () => g.input('orientation.weight', running.orientations ? ORIENTATION : NO_LOOPS);
  const ofOrientation = (value: Node): Node =>
    fixed.weightedOrientations ? m.product(orientationWeight(), value) : value;
  const overOrientations = (value: Node): Node => {
    const weighted = ofOrientation(value);
    const limited = isLimited ? withinSpot(g, m, { fixed, terms }, offsets, weighted) : weighted;
    const sum = running.orientations ? g.sum(limited, ORIENTATION) : limited;
    return fixed.band ? sum : m.product(accepted, sum);
  };
  const overPlaces = (value: Node): Node => (running.places ? g.sum(value, PLACE) : value);
  const overSamples = (value: Node): Node => overPlaces(running.sources ? g.sum(value, SOURCE) : value);
  const overAll: SampleSums['overAll'] = (value, more) => {
    if (!running.channels) {
      const crystal = overOrientations(value);
      const sum = more ? m.sum(crystal, more()) : crystal;
      return overSamples(m.product(sourceWeight, eachFactor(), sum));
    }
    const weights = [sourceWeight, accepted, eachFactor()];
    const of = { running, direction, beam, offsets, weights, isLimited };
    const spots = overPlaces(channelSum(g, m, of, ofOrientation(value)));
    return more ? m.sum(spots, overSamples(m.product(sourceWeight, eachFactor(), more()))) : spots;
  };
  return { overSamples, overAll };
}
