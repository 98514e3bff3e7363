import type { FixedPlan, InputValues, PanelPlan } from '@braggsim/core/kernel';
import type { Calculator } from '@braggsim/formula';
import { type Graph, type Loops, loops, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import { type BeamNodes, beamInputs } from './beam-inputs';
import { type DifferentiableSample, differentiableSample } from './differentiable-inputs';
import type { PanelTerms } from './evaluated-terms';
import type { Directions } from './moved';
import type { RunningLoops } from './running-loops';
import type { SampleDirection } from './sample-direction';
import { scatteringOf } from './scattering-inputs';
import { surfaceGraph } from './surface-graph';
import { TILE_EDGE } from './tile';

const PLACE = loops('subpixel', 'layer');
const SOURCE = loops('source');

/** Places that samples are taken at, by the names of their inputs. */
type PlacePrefix = 'place' | 'firstPlace' | 'lastLayer';

/** A sample with the inputs of its terms; the scattering vector is there where the image is differentiated. */
interface ImageSample extends Omit<DifferentiableSample, 'q'> {
  readonly q: DifferentiableSample['q'] | undefined;
}

/** The samples of a pixel. */
export interface ImageSamples {
  readonly direction: SampleDirection;
  readonly beam: BeamNodes;
  /** Loop that numbers of the source vary with. */
  readonly ofSource: Loops;
  /** The sample of the loops. */
  readonly sample: ImageSample;
  /** Inputs of the first sample of the pixel, and of the first of its last layer, both from the first source. */
  readonly first: InputValues<Node>;
  readonly last: InputValues<Node>;
}

/** Records the places, sources and inputs of the samples of a pixel, with their derivatives where the image is differentiated. */
export function imageSamples(
  g: Graph,
  m: Calculator<Node>,
  { fixed, panel, terms }: { readonly fixed: FixedPlan; readonly panel: PanelPlan; readonly terms: PanelTerms },
  {
    running,
    seriesOrder,
    tileEdge = TILE_EDGE,
  }: {
    readonly running: RunningLoops;
    readonly seriesOrder?: number | undefined;
    readonly tileEdge?: number;
  },
  directions: Directions | undefined,
): ImageSamples {
  const surface = surfaceGraph(g, m, panel, terms.surface, seriesOrder, tileEdge);
  const placeAt = (prefix: PlacePrefix, varies: Loops) =>
    surface.at({
      subFast: g.input(`${prefix}.fast`, varies),
      subSlow: g.input(`${prefix}.slow`, varies),
      depth: g.input(`${prefix}.depth`, fixed.layers > 1 ? varies : NO_LOOPS),
      layer: g.input(`${prefix}.layer`, fixed.layers > 1 ? varies : NO_LOOPS),
    });
  const direction = placeAt('place', running.places ? PLACE : NO_LOOPS);
  const ofSource = running.sources ? SOURCE : NO_LOOPS;
  const isOneDirection = running.channels !== undefined;
  const beam = beamInputs(g, 'source', ofSource, isOneDirection ? NO_LOOPS : ofSource);
  const sampleOf = (
    at: SampleDirection,
    from: BeamNodes,
    place: PlacePrefix,
    source: 'source' | 'first',
  ): ImageSample => {
    const inputs = scatteringOf(m, surface, at, from, isOneDirection);
    if (!directions) return { inputs, sourceWeight: from.sourceWeight, q: undefined };
    return differentiableSample(g, m, directions, { inputs, surface, direction: at, beam: from, place, source });
  };
  const sample = sampleOf(direction, beam, 'place', 'source');
  const ofFirst = (prefix: PlacePrefix) =>
    sampleOf(placeAt(prefix, NO_LOOPS), beamInputs(g, 'first', NO_LOOPS), prefix, 'first').inputs;
  return { direction, beam, ofSource, sample, first: ofFirst('firstPlace'), last: ofFirst('lastLayer') };
}
