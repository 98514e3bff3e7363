import type { FactorPlan, FixedPlan, InputValues, PanelPlan } from '@braggsim/core/kernel';
import { calculator, type Precision, type Triple } from '@braggsim/formula';
import { type Graph, gradient, graph, type KnownInputs, NO_LOOPS, type Node, simplify } from '@braggsim/formula/graph';
import { bandRowTest, bandSpots } from './band-sum';
import { channelInputs } from './beam-inputs';
import { type BraggOutput, braggValue } from './bragg-outputs';
import { channelRangeTest } from './channel-sum';
import { flattened } from './constants';
import { cullTest } from './cull-test';
import { differentiableIndices } from './differentiable-inputs';
import { evaluatedTerms, type PanelTerms } from './evaluated-terms';
import { firstAcceptedSample } from './first-accepted-sample';
import { imageSamples } from './image-samples';
import { longLatticePhases } from './long-lattice-phases';
import { type DirectionPattern, type Directions, directionsOf } from './moved';
import { addsSpotsAlone, type RunningLoops } from './running-loops';
import { sampleSums } from './sample-sums';
import { hasSpotLimit, isCompact } from './shape-reach';
import { centreLine, phaseLine, type SplitIndex, type SuppliedIndex, splitIndices, vectorsOf } from './split-indices';

/** What a graph of one pixel computes, and the tests by which kernels leave out tiles. */
export interface ImageGraph {
  /** Expected photons of a pixel, or the mean of a factor. */
  readonly photons: Node;
  /** Derivatives of the output along the directions of the variant; empty where the variant has none. */
  readonly derivatives?: readonly Node[];
  /** Vectors of the indices that the kernel supplies. */
  readonly supplied: readonly SuppliedIndex[];
  /**
   * Node that is below zero where the spots of an orientation reach no pixel of the tile; undefined for shapes of
   * unlimited extent.
   */
  readonly guard: Node | undefined;
  /** Node that is below zero where no channel of a spectrum brings a pixel of the tile near a spot of an orientation. */
  readonly rangeGuard?: Node | undefined;
  /** Values that pass from sample to sample, see `firstAcceptedSample`. */
  readonly firstAccepted: readonly Node[];
}

/** Plan, panel and terms of an image. */
export interface ImageSubject {
  readonly fixed: FixedPlan;
  readonly panel: PanelPlan;
  readonly terms: PanelTerms;
}

/** Variant of the graph that a kernel needs. */
export interface ImageVariant {
  readonly running: RunningLoops;
  readonly precision: Precision;
  /** Number of powers of the series that replaces a root at each subpixel, see `seriesOrder`. */
  readonly seriesOrder?: number | undefined;
  /**
   * Whether indices are inputs but for a small remainder, on surfaces whose offsets can be split: for kernels that have
   * no float64 to compute them in. `index.<axis>.fraction` and `.whole` are those of a pixel, `.turns` the fraction times
   * `cells`, modulo 1; `anchor.<axis>.rest` is the reduced one of the tile's centre.
   */
  readonly indicesSupplied?: boolean;
  /** Index of the factor whose mean over the samples is computed instead of photons. */
  readonly factor?: number | undefined;
  /** Output of Bragg scattering that is computed instead of photons. */
  readonly bragg?: BraggOutput | undefined;
  /** Edge of a tile in pixels. */
  readonly tileEdge?: number;
  /** Directions along which the image is differentiated. */
  readonly directions?: readonly DirectionPattern[] | undefined;
}

/** Simplifies lists of nodes together, so that common nodes stay shared. */
function simplified(g: Graph, lists: readonly (readonly Node[])[], known?: KnownInputs): Node[][] {
  const nodes = simplify(g, lists.flat(), known);
  return lists.map(({ length }, i) => {
    const start = lists.slice(0, i).flat().length;
    return nodes.slice(start, start + length);
  });
}

/** Returns the vectors of an index that the kernel supplies, as `vectorsOf` lists them. */
const suppliedOf = (name: SuppliedIndex['name'], vectors: readonly Node[], cells: Node | undefined): SuppliedIndex => {
  const triple = (n: number) => vectors.slice(3 * n, 3 * n + 3) as unknown as Triple<Node>;
  return { name, axis: triple(0), from: triple(1), byHalfColumn: triple(2), byHalfRow: triple(3), cells };
};

/** What is recorded of a pixel before it is simplified; tests are lists of one node, or empty. */
interface RecordedImage {
  readonly output: Node;
  readonly firstAccepted: readonly Node[];
  /** Derivatives of the output. */
  readonly slopes: readonly Node[];
  readonly indices: readonly NonNullable<SplitIndex['supplied']>[];
  /** Numbers of cells by which indices are multiplied. */
  readonly cells: ReadonlyMap<SuppliedIndex['name'], Node>;
  readonly guard: readonly Node[];
  readonly rangeGuard: readonly Node[];
}

/** Simplifies all that is recorded of a pixel together. */
function simplifiedImage(g: Graph, image: RecordedImage, directions: Directions | undefined): ImageGraph {
  const { output, firstAccepted: kept, slopes, indices, cells, guard, rangeGuard } = image;
  const counts = indices.map(({ name }) => [cells.get(name) ?? []].flat());
  const lists = [[output], kept, slopes, ...indices.map(vectorsOf), ...counts, guard, rangeGuard];
  const parts = simplified(g, lists, directions?.zeros);
  const [[photons], firstAccepted, derivatives] = parts as [[Node], Node[], Node[]];
  return {
    photons,
    ...(directions && { derivatives }),
    guard: parts.at(-2)?.[0],
    rangeGuard: parts.at(-1)?.[0],
    firstAccepted,
    supplied: indices.map(({ name }, n) => {
      const [vectors = [], count = []] = [parts[3 + n], parts[3 + indices.length + n]];
      return suppliedOf(name, vectors, count[0]);
    }),
  };
}

/**
 * Tells whether tiles that no spot of an orientation reaches are left out by a test: none where they are listed, where terms scatter between the spots, or spots are integrated over a
 * band, and none of a channel whose iteration adds more than the spots of a single orientation. That depends on the size of the crystal, also
 * where it is no literal of the code.
 */
export function hasCullTest(
  subject: { readonly fixed: FixedPlan; readonly terms: Parameters<typeof isCompact>[0]['terms'] },
  { orientations, nodes = false, channels, listed }: RunningLoops,
): boolean {
  const { fixed } = subject;
  if (fixed.band) return nodes;
  if (listed) return false;
  return (orientations || (channels !== undefined && addsSpotsAlone(fixed))) && isCompact(subject);
}

/**
 * Records one pixel of the image as a graph: the sample loops of the specification as sums. Constants are inputs that a
 * plan gives values, so that plans of one kind share a module.
 */
export function imageGraph({ fixed, panel, terms }: ImageSubject, variant: ImageVariant): ImageGraph {
  const { running, precision, indicesSupplied = false, factor: wanted } = variant;
  const g = graph(precision);
  const m = calculator(g);
  const directions = variant.directions && directionsOf(g, variant.directions);
  const plan = (name: string) => g.input(name, NO_LOOPS);

  const { direction, beam, ofSource, sample, first, last } = imageSamples(
    g,
    m,
    { fixed, panel, terms },
    variant,
    directions,
  );
  const { inputs: x, sourceWeight } = sample;

  const evaluated = evaluatedTerms(g, m, fixed, terms, directions);
  const accepted = fixed.dMin > 0 ? m.select(1, m.product(2, plan('dMin'), x.sinThetaOverLambda), 0, 1) : g.constant(1);
  const keepsCulled = fixed.culledBackground === 'stays';
  const accepting = firstAcceptedSample(g, running, accepted, directions);
  /** Makes a factor that multiplies the pixel as a whole. */
  const wholeFactor = (mode: FactorPlan['mode'], i: number): Node => {
    const passes = mode === 'first' && terms.ofSource[i] && fixed.dMin > 0 && !keepsCulled;
    return passes ? accepting.first(evaluated.factor(i, x)) : evaluated.factor(i, mode === 'first' ? first : last);
  };
  const wholeFactors = (isOne: (i: number) => boolean): Node =>
    fixed.factors.reduce(
      (p, { mode }, i) => (mode === 'each' || !isOne(i) ? p : m.product(p, wholeFactor(mode, i))),
      g.constant(1),
    );
  const whole = wholeFactors(() => true);

  const tiesMatter = fixed.structure.id !== 'uniform' || fixed.scatters !== undefined;
  const axes = splitIndices(g, m, { direction, beam, running, tiesMatter, indicesSupplied });
  const [h, k, l] = axes;
  const rows = longLatticePhases(axes, flattened('shape', fixed.shape.constants));
  const [dh, dk, dl] =
    directions && sample.q
      ? differentiableIndices(g, m, directions, axes, sample.q, running)
      : axes.map(({ rest }) => rest);
  const channels = channelInputs(g, [terms.structure, ...terms.scatters], ofSource, directions?.moved);
  const at = { ...x, ...channels, dh, dk, dl, h0: h.whole, k0: k.whole, l0: l.whole } as InputValues<Node>;
  const { band } = fixed;
  const isOfEnergy = (i: number) => band !== undefined && (terms.ofEnergy[i] as boolean);
  /** Returns the phases of a sample over a band, in which every node has a wavelength of its own. */
  const line = () => {
    const along = phaseLine(g, m, direction, beam, running);
    if (!directions || !sample.q) return along;
    const difference = sample.q.map((q) => m.product(q, x.wavelength)) as unknown as Triple<Node>;
    const rests = along.map((rest) => ({ rest }));
    return differentiableIndices(g, m, directions, rests, difference, running) as unknown as Triple<Node>;
  };
  const ofBand =
    band &&
    bandSpots(g, m, {
      ...{
        fixed: { ...fixed, band },
        shape: terms.shape,
        directions,
        isLoop: running.nodes ?? false,
        line: line(),
        at,
      },
      structure: evaluated.structure,
      energyFactor: (on) => evaluated.eachFactor(on, isOfEnergy),
    });
  const unweighted = ofBand
    ? ofBand.sum(ofBand.intensity)
    : evaluated.scattering(at, rows.turns, running.nodes ?? false);
  const isLimited = hasSpotLimit({ fixed, terms }, running);
  const eachFactor = () => evaluated.eachFactor(x, (i) => !isOfEnergy(i));
  const { overSamples, overAll } = sampleSums(g, m, {
    ...{ fixed, terms, running, direction, beam, accepted, sourceWeight, isLimited, eachFactor },
    offsets: [at.dh, at.dk, at.dl],
  });
  const samples = overAll(unweighted, () =>
    m.product(keepsCulled ? 1 : accepted, plan('orientations'), evaluated.backgrounds('each', x)),
  );
  const once = m.product(evaluated.eachFactor(first), evaluated.backgrounds('once', first));
  const scale = directions?.moved('scale', plan('scale')) ?? plan('scale');
  const ofSample = m.product(scale, whole, m.sum(samples, once));
  /** Returns what does not come from the sample, to which the factors of the sensor alone apply. */
  const elsewhere = () => {
    const isOfSensor = (i: number) => terms.ofSensor[i] as boolean;
    const value = m.product(keepsCulled ? 1 : accepted, plan('orientations'), evaluated.backgrounds('elsewhere', x));
    const sum = overSamples(m.product(sourceWeight, evaluated.eachFactor(x, isOfSensor), value));
    return m.product(scale, wholeFactors(isOfSensor), sum);
  };
  const hasElsewhere = fixed.backgrounds.some(({ mode }) => mode === 'elsewhere');
  const photons = hasElsewhere ? m.sum(ofSample, elsewhere()) : ofSample;
  const meanFactor = (i: number): Node => {
    const { mode } = fixed.factors[i] as FactorPlan;
    return mode === 'each' ? m.product(plan('perSample'), overSamples(evaluated.factor(i, x))) : wholeFactor(mode, i);
  };

  const isReached = () =>
    band
      ? bandRowTest(g, m, centreLine(g, m, direction, beam, running), direction.radius, running)
      : cullTest(g, m, axes, direction, beam.wavelength, { ...running, isLimited });
  const guard = hasCullTest({ fixed, terms }, running) ? [isReached()] : [];
  const rangeGuard =
    running.channels === 'inside' && isLimited ? [channelRangeTest(g, m, direction, beam, running)] : [];
  const indices = axes.flatMap(({ supplied }) => supplied ?? []);
  /** Returns an output of Bragg scattering, with the weights of photons. */
  const ofBragg = (asked: BraggOutput): Node => {
    const inverseWavelength = m.ratio(1, x.wavelength);
    const scattered = ofBand
      ? ofBand.sum(m.product(ofBand.intensity, braggValue(m, asked, ofBand)))
      : evaluated.spots(at, rows.turns, running.nodes ?? false, (hkl) =>
          braggValue(m, asked, { inverseWavelength, hkl }),
        );
    return m.product(scale, whole, overAll(scattered));
  };
  const output =
    variant.bragg !== undefined ? ofBragg(variant.bragg) : wanted === undefined ? photons : meanFactor(wanted);
  const slopes = directions ? gradient(g, output, directions.distances) : [];
  const recorded = { output, firstAccepted: accepting.next, slopes, indices, cells: rows.cells, guard, rangeGuard };
  return simplifiedImage(g, recorded, directions);
}
