import type { Experiment } from '@braggsim/experiment';
import type { Distribution, Pick, ScalarDistribution, Value } from '../draws/distribution';

/** A test of a field that has been drawn, of `hit`, or of the number of `lattices`. */
export interface Condition {
  readonly path: string;
  /** Values with which it holds; absent where a range is given. */
  readonly values?: readonly Value[];
  /** Ends of the range in which it holds; both belong to it. */
  readonly min?: number;
  readonly max?: number;
}

/** A field that is drawn for every shot. */
export interface VariedField {
  readonly distribution: Distribution;
  /** Conditions that a shot must meet: where one fails, the field keeps the value of the experiment. */
  readonly when: readonly Condition[];
}

/** How the fields of a group get their values. */
export type GroupSource =
  | { readonly kind: 'table'; readonly file: string; readonly columns: readonly string[]; readonly pick: Pick }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly Value[])[]; readonly pick: Pick }
  | { readonly kind: 'normal'; readonly mean: readonly number[]; readonly covariance: readonly (readonly number[])[] };

/** Fields that are drawn together. */
export interface Group {
  readonly fields: readonly string[];
  readonly source: GroupSource;
  readonly when: readonly Condition[];
}

/** Layouts of files that images are stored in. */
export const LAYOUTS = ['resonet', 'nxmx', 'zarr'] as const;
/** Name of a layout of files. */
export type LayoutName = (typeof LAYOUTS)[number];

/** What is done to a recorded image before it is stored. */
export interface Transform {
  /** The quadrant that is kept: one at random, one of the four, or `none` for the whole image. */
  readonly quadrant: 'random' | 'none' | 0 | 1 | 2 | 3;
  /** Edge of the quadrant in stored pixels; as many as fit up to 512 when absent. */
  readonly size?: number;
  /** Edge of the square of pixels of which the largest is kept. */
  readonly pool: number;
  /** Whether the square root of the values is stored, rounded down. */
  readonly sqrt: boolean;
}

/** Arrays that may be stored beside images: expected photons, the mask of peaks, and the mean photon energy and indices of what scatters into each pixel. */
export const ALSO = ['expected', 'peakMask', 'energy', 'hkl'] as const;

/** How the images of a data set are stored. */
export interface ImagePlan {
  readonly layouts: readonly LayoutName[];
  readonly transform: Transform | 'none';
  readonly compression: 'gzip' | 'none';
  /** Level of gzip, 1 to 9. */
  readonly level: number;
  /** Further arrays beside the images. */
  readonly also: readonly (typeof ALSO)[number][];
}

/** What is said of every shot besides the values that were drawn. */
export interface LabelPlan {
  readonly spots: boolean;
  /** Least noise-free photons of a spot. */
  readonly minPhotons: number;
  /** Least signal of a strong spot in standard deviations of its counts. */
  readonly strongSigma: number;
  /** False where labels say nothing of photons and spots, so that no image is computed. */
  readonly photons?: false;
}

/** A data set as a plan file describes it, with defaults filled in. */
export interface Plan {
  /** What is the same in all shots. */
  readonly experiment: Experiment;
  readonly seed: number;
  readonly shots: number;
  readonly vary: Readonly<Record<string, VariedField>>;
  readonly groups: Readonly<Record<string, Group>>;
  /** Probability that a shot has a crystal in the beam. */
  readonly hitChance: number;
  readonly lattices: { readonly count: ScalarDistribution; readonly angleDeg: ScalarDistribution };
  /** Whether the structure factors of a model are calculated at the wavelength of each shot. */
  readonly perShotStructureFactors: boolean;
  readonly images: ImagePlan | 'none';
  readonly labels: LabelPlan;
  readonly shards: { readonly shots: number };
}

/** Largest number of shots in a shard unless the plan says otherwise, and the number of shards that a small set is cut into. */
const MAX_SHOTS = 1000;
const SHARDS = 64;

/** Returns the number of shots of a shard where the plan gives none. */
export const defaultShardShots = (shots: number): number => Math.min(MAX_SHOTS, Math.max(1, Math.ceil(shots / SHARDS)));

/** Returns the number of shards of a data set. */
export const shardCount = ({ shots, shards }: { readonly shots: number; readonly shards: Plan['shards'] }): number =>
  Math.ceil(shots / shards.shots);

/** Returns the number of shots of a shard, of which the last one may have fewer than the others. */
export const shotsOfShard = (
  { shots, shards }: { readonly shots: number; readonly shards: Plan['shards'] },
  shard: number,
): number => Math.min(shots - shard * shards.shots, shards.shots);
