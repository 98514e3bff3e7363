import type { Calculator, Triple } from '@braggsim/formula';
import type { Derived } from './derived';
import type { DecodedImage, FileMetadata, Image } from './image';
import type { InputName, InputValues } from './inputs';
import type { ParameterTable } from './parameters';
import type { Vec3 } from './vector';

/** Equation and where it is from. */
export interface About {
  readonly equation: string;
  readonly citation: string;
}

interface StageHead {
  readonly id: string;
  /** Raised whenever the same plan would give other numbers. */
  readonly version: number;
  readonly params: ParameterTable;
  readonly about: About;
}

/** Float64 values that reach kernels as data: new values need no new module. */
export type Constants = Readonly<Record<string, number | readonly number[]>>;
/** Literals that specialise generated code and are part of its cache key. Plain JSON. */
export type TermSpecialization = Readonly<Record<string, unknown>>;

export type Slot = 'surface' | 'shape' | 'structure' | 'factor' | 'background';
export type SlotResult<S extends Slot, T> = S extends 'surface' ? Triple<T> : T;

/** Constants as the algebra sees them: numbers become values, arrays become arrays of values. */
export type Lifted<C extends Constants, T> = { readonly [K in keyof C]: LiftedValue<C[K], T> };
type LiftedValue<V, T> = V extends readonly number[] ? { readonly [I in keyof V]: T | number } : T | number;

/**
 * A formula of the sample loop. Slots:
 * `surface` the sensor point (m, lab frame) of a place on the detector; `shape` the squared lattice transform;
 * `structure` the squared unit-cell amplitude (electrons^2); `factor` multiplies a sample; `background` is added
 * per sample, in electrons^2 like the others, without the crystal sum.
 */
export interface Term<
  S extends Slot = Slot,
  I extends InputName = InputName,
  C extends Constants = Constants,
  K extends TermSpecialization = TermSpecialization,
> extends StageHead {
  readonly kind: 'term';
  readonly slot: S;
  readonly inputs: readonly I[];
  /** @param params values of this stage's parameters, defaults filled in */
  constants(params: StageValues, derived: Derived): C;
  specialization?(params: StageValues, derived: Derived): K;
  formula<T>(
    m: Calculator<T>,
    x: Pick<InputValues<T>, I>,
    constants: Lifted<C, T>,
    specialization: K,
  ): SlotResult<S, T>;
  /** Largest slope over peak, per unit index; Infinity where it jumps. Without it the term never runs in `single`. */
  slope?(constants: C, specialization: K): number;
  /** Half extent of a compact shape on each reduced index; without it nothing is culled. */
  reach?(constants: C, specialization: K): Triple<number>;
}

export type StageValues = Readonly<Record<string, unknown>>;

/** Declares a term; the helper ties the declared inputs and constants to the formula's arguments. */
export const term = <
  const S extends Slot,
  const I extends InputName,
  C extends Constants,
  K extends TermSpecialization = Record<string, never>,
>(
  t: Omit<Term<S, I, C, K>, 'kind'>,
): Term<S, I, C, K> => ({ kind: 'term', ...t });

/** What a readout stage may depend on besides its own parameters. Random draws are keyed by these. */
export interface ReadoutContext {
  readonly seed: number;
  /** Index of the image in a series. */
  readonly image: number;
  readonly panel: number;
  /** [slow, fast] of the whole panel. */
  readonly shape: readonly [number, number];
  /**
   * Which of the stages of its kind in a chain this one is, from 0, the default: two of them draw different numbers,
   * but for patterns of a detector.
   */
  readonly occurrence?: number;
  /** Index within the panel of the first value handed over, where that is some rows or part of one; 0 by default. */
  readonly firstPixel?: number;
}

/** One source of the beam; null stands for the default. */
export interface SourceRow {
  /** From the sample to the source, of any length. */
  readonly direction: readonly [number | null, number | null, number | null];
  readonly weight: number | null;
  readonly wavelengthM: number | null;
}

/** What a model of the beam depends on besides its own parameters. Vectors are unit vectors in the lab frame. */
export interface SourceFrame {
  /** Central wavelength, m. */
  readonly wavelength: number;
  /** Direction in which the beam travels. */
  readonly beam: Vec3;
  /** Direction of the electric field. */
  readonly polarization: Vec3;
  /** Perpendicular to both. */
  readonly vertical: Vec3;
}

/** A model of the beam: the directions, weights and wavelengths that every sample is summed over. */
export interface SourceModel extends StageHead {
  readonly kind: 'source';
  /** @param params values of this stage's parameters, defaults filled in */
  sources(params: StageValues, frame: SourceFrame): readonly SourceRow[];
}

/** Declares a model of the beam. */
export const source = (s: Omit<SourceModel, 'kind'>): SourceModel => ({ kind: 'source', ...s });

/** Expected photons to recorded values, in place. */
export interface Readout extends StageHead {
  readonly kind: 'readout';
  /** Whether values depend on no other pixel, so that rows and parts of rows may come in any order; absent: they do. */
  pixelwise?(params: StageValues): boolean;
  /** Whether it draws with the seed of the context. */
  readonly seeded?: boolean;
  /**
   * What parameters must keep to beside the range of each.
   *
   * @throws BraggsimError (`usage`)
   */
  check?(params: StageValues): void;
  /** @param params values of this stage's parameters, defaults filled in */
  apply(values: Float32Array | Float64Array, params: StageValues, context: ReadoutContext): void;
}

export const readout = (r: Omit<Readout, 'kind'>): Readout => ({ kind: 'readout', ...r });

/**
 * Bytes to image and metadata, and back.
 *
 * @typeParam E sections of the experiment that its files describe
 */
export interface Codec<E extends object = object> extends StageHead {
  readonly kind: 'codec';
  /** File name extensions, with the dot, lower case. */
  readonly extensions: readonly string[];
  /** Chunks of the file in order. */
  encode?(image: Image, params: StageValues): readonly Uint8Array[];
  /** @throws BraggsimError (`data`) on anything but a well-formed file */
  decode?(bytes: Uint8Array, params: StageValues): DecodedImage;
  /**
   * What a file says besides its pixels, for formats that say more than their size.
   *
   * @throws BraggsimError (`data`) on anything but a well-formed file
   */
  inspect?(bytes: Uint8Array, params: StageValues): FileMetadata<E>;
  /**
   * Starts a file that holds a whole series, for formats that have such files.
   *
   * @param name of the file without folder; files that belong to it are named after it
   */
  series?(name: string, params: StageValues): SeriesWriter;
}

/** A file of a series, which grows image by image. Each call hands over the files that got complete. */
export interface SeriesWriter {
  add(image: Image): readonly NamedFile[];
  finish(): readonly NamedFile[];
}

export interface NamedFile {
  /** Without folder. */
  readonly name: string;
  readonly chunks: readonly Uint8Array[];
}

/** A stage of any kind. */
export type Stage = Term | Readout | Codec | SourceModel;

export const codec = <E extends object>(c: Omit<Codec<E>, 'kind'>): Codec<E> => ({ kind: 'codec', ...c });
