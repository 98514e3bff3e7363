import type { Table } from '@braggsim/formula';
import { boundsWithin, type PixelBounds } from './region';
import type { Constants, TermSpecialization } from './stage';
import type { Vec3 } from './vector';

/**
 * All that a kernel needs to compute an image, as data only: clonable, hashable, the same for every kernel. The fixed
 * part stays on the device; the shot part changes from image to image.
 */
export interface Plan {
  readonly fixed: FixedPlan;
  readonly shot: ShotPlan;
}

/** The part of a plan that all images of a series share: panels, terms with their constants, tables, and how samples are taken. */
export interface FixedPlan {
  readonly panels: readonly PanelPlan[];
  readonly tables: Readonly<Record<string, TablePlan>>;
  readonly shape: TermPlan;
  /** Whether the scattering of each orientation has a weight of its own. */
  readonly weightedOrientations?: true;
  readonly structure: TermPlan;
  /** Multiplies the spots of every orientation, those of neighbours included; nothing does when absent. */
  readonly spotFactor?: TermPlan;
  /** What is added to the product of shape and structure for every orientation; nothing when absent. */
  readonly scatters?: readonly ScatterPlan[];
  readonly factors: readonly FactorPlan[];
  /** The continuous spectrum of every source, over which spots are integrated; absent for sources of one wavelength. */
  readonly band?: BandPlan;
  readonly backgrounds: readonly BackgroundPlan[];
  /** Number of subpixels per pixel edge. */
  readonly oversample: number;
  readonly layers: number;
  /** Depth of one layer, m. */
  readonly layerStep: number;
  /** Smallest d-spacing (m): samples with a d-spacing below this are ignored. 0 for no limit. */
  readonly dMin: number;
  /** Fraction of its own peak below which a sample of a spot may be left out; when absent, nothing that float64 can show is left out. */
  readonly spotCutoff?: number;
  /** Whether pixels whose samples are all beyond the resolution limit lose their background too. */
  readonly culledBackground: 'dropped' | 'stays';
  /** Plans whose images are added to that of this one: of further crystals, with the same panels. */
  readonly further?: readonly FixedPlan[];
}

/** A term by its id, with its data. The kernel finds the formula in its registry. */
export interface TermPlan {
  readonly id: string;
  readonly version: number;
  readonly constants: Constants;
  readonly specialization: TermSpecialization;
}

/** A term that is summed over nodes of the reciprocal lattice near the sample. */
export interface ScatterPlan extends TermPlan {
  /** Miller indices of every node less those of the node nearest to the sample: [node, 3]. */
  readonly offsets: Float64Array;
  /** Rotations of every node that act on Miller indices, by rows: [node, 3, 3]; all are the identity when absent. */
  readonly rotations?: Float64Array;
  /** Whether what it adds are spots, which the spot factor multiplies. */
  readonly isOfSpots?: true;
}

/** A density of t = 1/wavelength that is linear between knots, and the nodes that spots are sought at. */
export interface BandPlan {
  /** t of the knots, 1/m, rising. */
  readonly knots: Float64Array;
  /** Density at the knots, m, of integral 1. */
  readonly density: Float64Array;
  /**
   * Nodes along the line u t of phases: [node, 3]. The first number counts lattice planes across the largest component of u
   * from the first end of the band on; the others are offsets from the node nearest to the line in that plane.
   */
  readonly nodes: Float64Array;
  /** Whether offsets count towards the side on which the line lies, so that 1 is the second nearest node. */
  readonly bySide: boolean;
  /** Number of segments in each part that is integrated as a whole; absent where it does not matter which are. */
  readonly parts?: readonly number[];
  /** What the structure term takes at the mean energy of a node; absent where amplitudes do not depend on the energy. */
  readonly channelValues?: BandChannelValues;
  /** Coefficients of 1/d^2 (1/m^2) in h k l: of squares, hk, hl, kl. */
  readonly metric: readonly number[];
}

/** Numbers that the structure term takes as `channelValue0` and so on, as functions of t that are linear between points. */
export interface BandChannelValues {
  /** 1/wavelength of the points, 1/m, rising; at least two. */
  readonly t: Float64Array;
  /** Value of each number at each point, [point, number]. */
  readonly values: Float64Array;
  /** Whether the one number is a place among energies, of which the term takes the whole and the broken part. */
  readonly isPlace: boolean;
}

/** Number of segments between knots that one iteration of the loop over nodes integrates, where amplitudes are the same for all. */
export const BAND_SEGMENTS = 8;

/** Returns the number of such iterations for each node. */
export const bandChunks = ({ knots, parts }: BandPlan): number =>
  parts?.length ?? Math.ceil((knots.length - 1) / BAND_SEGMENTS);

const bandRows = (band: BandPlan | undefined): number => (band ? (band.nodes.length / 3) * bandChunks(band) : 0);

/**
 * Where a factor is evaluated. `each`: it multiplies every sample. `first`: the first non-zero value of a pixel
 * multiplies the pixel. `lastLayer`: the first non-zero value of the last sensor layer does.
 */
export type FactorMode = 'each' | 'first' | 'lastLayer';
/** A factor of a plan, and how it is applied. */
export interface FactorPlan extends TermPlan {
  readonly mode: FactorMode;
}

/**
 * How often a background is added. `each`: once per layer, subpixel and source, times the number of orientations.
 * `once`: once per pixel. `elsewhere`: as often as `each`, for what does not come from the sample: it has polarization, solid angle
 * and shadows of its own, and of the factors only those of the sensor multiply it.
 */
export type BackgroundMode = 'each' | 'once' | 'elsewhere';
/** A background of a plan, and how it is added. */
export interface BackgroundPlan extends TermPlan {
  readonly mode: BackgroundMode;
}

/** A panel of a plan: its pixels, those of them that are computed, and the term of its surface. */
export interface PanelPlan {
  readonly name: string;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** Edge of a pixel (m), the longer one where it is not square: the surface has the other direction shortened. */
  readonly pixelSize: number;
  /**
   * Distance from the sample to the plane of the panel, along its normal (m); where pixels are not square, times their
   * area over `pixelSize` squared, so that the solid angle is correct.
   */
  readonly normalDistance: number;
  /** Shorter edge of a pixel over the longer one; 1 when absent. */
  readonly pixelAspect?: number;
  readonly normal: Vec3;
  readonly surface: TermPlan;
  /** Pixels to compute: half-open bounds within the panel. */
  readonly region: PixelBounds;
  /** Pixels to compute, [slow, fast]; zero leaves a pixel out. */
  readonly mask?: Uint8Array;
}

/** A table [i, j, k], last index fastest. */
export interface TablePlan {
  readonly layout: Table;
  readonly values: Float64Array;
}

/** The part of a plan that changes from image to image: sources, orientations and scale. */
export interface ShotPlan {
  readonly sources: SourcePlan;
  /** Direct cell vectors a, b, c (m) of every orientation, spindle step outer, mosaic domain inner: [orientation, 3, 3]. */
  readonly orientations: Float64Array;
  /** Weights of the orientations with a mean of 1; there if and only if the fixed part says `weightedOrientations`. */
  readonly orientationWeights?: Float64Array;
  /** Squared electron radius times fluence over the number of steps. */
  readonly scale: number;
  /** Shots of the further plans of the fixed part, one for each. */
  readonly further?: readonly ShotPlan[];
}

/** The sources of a shot, one entry each. */
export interface SourcePlan {
  readonly count: number;
  /** Unit propagation directions [source, 3]. */
  readonly incident: Float64Array;
  /** Magnetic vectors of the polarized beam [source, 3]: unit(polarization x incident), zero where they are parallel. */
  readonly magnetic: Float64Array;
  /** Wavelength of each source, m. */
  readonly wavelengths: Float64Array;
  readonly weights: Float64Array;
  /** Whether the sources are channels of a spectrum: they differ in wavelength, weight and what depends on these alone. */
  readonly areChannels?: true;
  /** Numbers of each source that the structure term takes as `channelValue0` and so on, [source, number]; absent where it takes none. */
  readonly channelValues?: Float64Array;
}

/** Returns the number of orientations of a shot: spindle steps times mosaic domains. */
export const orientationCount = (shot: ShotPlan): number => shot.orientations.length / 9;

/** Returns the number of iterations of the loop over nodes: the most that a term is summed over, 1 without such terms. */
export const nodeCount = ({ scatters = [], band }: Pick<FixedPlan, 'scatters' | 'band'>): number =>
  Math.max(1, bandRows(band), ...scatters.map(({ offsets }) => offsets.length / 3));

/** Limits the region of a panel to its pixels. */
export const withinPanel = (panel: PanelPlan): PixelBounds => boundsWithin(panel.region, panel);

/** Counts the samples of one pixel: the unit of every estimate of work. */
export function samplesPerPixel({ fixed, shot }: Plan): number {
  const own = fixed.layers * fixed.oversample ** 2 * shot.sources.count * orientationCount(shot) * nodeCount(fixed);
  const further = (fixed.further ?? []).map((one, i) =>
    samplesPerPixel({ fixed: one, shot: shot.further?.[i] as ShotPlan }),
  );
  return further.reduce((sum, count) => sum + count, own);
}
