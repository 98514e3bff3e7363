import type { Calculator, Triple } from '@braggsim/formula';
import type { Derived } from './derived';
import type { DecodedImage, FileMetadata, Image } from './image';
import type { InputName, InputValues } from './inputs';
import type { ParameterTable } from './parameters';
import type { Mat3, Vec3 } from './vector';

/** Equation of a stage, and its source. */
export interface About {
  readonly equation: string;
  readonly citation: string;
}

interface StageHead {
  readonly id: string;
  /** Whole number from 1, raised whenever the same plan would give other numbers. */
  readonly version: number;
  readonly params: ParameterTable;
  readonly about: About;
}

/** Float64 values that reach kernels as data: new values need no new code. */
export type Constants = Readonly<Record<string, number | readonly number[]>>;
/** Literals that specialise generated code and are part of its cache key. Plain JSON. */
export type TermSpecialization = Readonly<Record<string, unknown>>;

/** What a term computes in the sample loop. */
export type Slot = 'surface' | 'shape' | 'structure' | 'factor' | 'background' | 'scatter';
/** Result of a formula: the point of a surface, or one value. */
export type SlotResult<S extends Slot, T> = S extends 'surface' ? Triple<T> : T;

/** Constants as a formula receives them: numbers become values, arrays become arrays of values. */
export type Lifted<C extends Constants, T> = { readonly [K in keyof C]: LiftedValue<C[K], T> };
type LiftedValue<V, T> = V extends readonly number[] ? { readonly [I in keyof V]: T | number } : T | number;

/** A node of the reciprocal lattice near a sample, whose part of the scattering a term adds. */
export interface ScatterNode {
  /** Miller indices of the node less those of the node nearest to the sample: whole numbers. */
  readonly offset: Vec3;
  /** Rotation that acts on Miller indices, by rows; the identity when absent. */
  readonly rotation?: Mat3;
}

/**
 * A formula of the sample loop, in one of six slots. `surface`: the sensor point (m, laboratory frame) of a place on
 * the detector. `shape`: the squared lattice transform. `structure`: the squared unit-cell amplitude (electrons^2).
 * `factor`: multiplies a sample. `background`: added per sample, in electrons^2 like the others, without the crystal
 * sum. `scatter`: added to the product of shape and structure for every orientation, in electrons^2, and summed over the
 * nodes that the term lists.
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
  /**
   * Computes the constants of the formula.
   *
   * @param params values of this stage's parameters, defaults filled in
   */
  constants(params: StageValues, derived: Derived): C;
  specialization?(params: StageValues, derived: Derived): K;
  formula<T>(
    m: Calculator<T>,
    x: Pick<InputValues<T>, I>,
    constants: Lifted<C, T>,
    specialization: K,
  ): SlotResult<S, T>;
  /**
   * Lists the nodes that a term of the slot `scatter` is summed over; the nearest one alone when absent.
   *
   * @param params values of this stage's parameters, defaults filled in
   */
  nodes?(params: StageValues, derived: Derived): readonly ScatterNode[];
  /** Whether a term of the slot `scatter` adds spots, which displacements attenuate like the others. */
  readonly isOfSpots?: true;
  /** Whether a term of the slot `factor` is that of the sensor, and holds for photons that do not come from the sample. */
  readonly isOfSensor?: true;
  /** Whether the value jumps where no input is whole or half, as that of a shape with a sharp edge: it has no derivative there. */
  readonly hasEdges?: true;
  /**
   * Returns the largest slope over the peak, per unit index; Infinity where the shape jumps. A shape without it never
   * runs in `single`. For a background it is that per unit of sin(theta)/lambda, in m; one without it varies slowly.
   */
  slope?(constants: C, specialization: K): number;
  /**
   * Returns the peak and the exponent of a shape that is peak exp(-form), as coefficients of dh^2, dk^2, dl^2, dh dk, dh dl and
   * dk dl: such shapes can be integrated over a continuous spectrum.
   */
  gaussian?<T>(constants: Lifted<C, T>, specialization: K): GaussianSpot<T>;
  /**
   * Returns the half extent of a compact shape on each reduced index: beyond it the shape is below `cutoff` of its peak, or so
   * far below that float64 cannot show it where no cutoff is given. Without it no tile is culled.
   */
  reach?(constants: C, specialization: K, cutoff?: number): Triple<number>;
  /**
   * Returns the largest value of a shape halfway between two reflections, over its peak; without it there is no such bound. A
   * structure term that `jumpsHalfway` makes a sample there as uncertain as that.
   */
  halfway?(constants: C, specialization: K): number;
  /**
   * Returns the integral of a shape over the reduced indices, of a spot that is narrow. Where the integrated intensity of a crystal
   * of M unit cells is right, it is M. A shape without it says nothing of its scale.
   */
  integral?(constants: C, specialization: K): number | undefined;
  /** Whether the value jumps halfway between two reflections, as that of the nearest one does; `slope` leaves these jumps out. */
  readonly jumpsHalfway?: true;
}

/** A spot whose squared lattice transform is peak exp(-form). */
export interface GaussianSpot<T> {
  readonly peak: T | number;
  /** Coefficients of dh^2, dk^2, dl^2, dh dk, dh dl, dk dl. */
  readonly form: readonly (T | number)[];
}

/** Values of the parameters of a stage, by their names. */
export type StageValues = Readonly<Record<string, unknown>>;

/** Declares a term; the helper ties the declared inputs and constants to the arguments of the formula. */
export const term = <
  const S extends Slot,
  const I extends InputName,
  C extends Constants,
  K extends TermSpecialization = Record<string, never>,
>(
  t: Omit<Term<S, I, C, K>, 'kind'>,
): Term<S, I, C, K> => ({ kind: 'term', ...t });

/** Quantities that a readout stage may depend on besides its own parameters. Random draws are keyed by these. */
export interface ReadoutContext {
  readonly seed: number;
  /** Index of the image in a series. */
  readonly image: number;
  readonly panel: number;
  /** Shape of the whole panel, [slow, fast]. */
  readonly shape: readonly [number, number];
  /**
   * Index of this stage among those of its kind in a chain, 0 by default: each occurrence has its own random stream;
   * fixed detector patterns share one.
   */
  readonly occurrence?: number;
  /** Index within the panel of the first value, where the values are a part of the panel; 0 by default. */
  readonly firstPixel?: number;
}

/** One source of the beam; null stands for the default. */
export interface SourceRow {
  /** Vector from the sample to the source, of any length. */
  readonly direction: readonly [number | null, number | null, number | null];
  readonly weight: number | null;
  readonly wavelengthM: number | null;
}

/**
 * Quantities that a model of the beam may depend on besides its own parameters. Vectors are unit vectors in the
 * laboratory frame.
 */
export interface SourceFrame {
  /** Central wavelength, m. */
  readonly wavelength: number;
  /** Direction of propagation of the beam. */
  readonly beam: Vec3;
  /** Direction of the electric field. */
  readonly polarization: Vec3;
  /** Normal of the polarization plane: unit(beam x polarization). */
  readonly vertical: Vec3;
}

/** A model of the beam: lists the directions, weights and wavelengths that every sample is summed over. */
export interface SourceModel extends StageHead {
  readonly kind: 'source';
  /**
   * Lists the sources of the beam.
   *
   * @param params values of this stage's parameters, defaults filled in
   */
  sources(params: StageValues, frame: SourceFrame): readonly SourceRow[];
}

/** Declares a model of the beam. */
export const source = (s: Omit<SourceModel, 'kind'>): SourceModel => ({ kind: 'source', ...s });

/** A stage that converts expected photons to recorded values, in place. */
export interface Readout extends StageHead {
  readonly kind: 'readout';
  /**
   * Tells whether the value of a pixel depends on no other pixel, so that rows and parts of rows may come in any order;
   * false when absent.
   */
  pixelwise?(params: StageValues): boolean;
  /** Whether the stage draws with the seed of the context. */
  readonly seeded?: boolean;
  /**
   * Checks constraints between parameters.
   *
   * @param params values of this stage's parameters, defaults filled in
   * @throws BraggsimError (`usage`)
   */
  check?(params: StageValues): void;
  /**
   * Changes the values of a panel in place.
   *
   * @param params values of this stage's parameters, defaults filled in
   */
  apply(values: Float32Array | Float64Array, params: StageValues, context: ReadoutContext): void;
}

/** Declares a readout stage. */
export const readout = (r: Omit<Readout, 'kind'>): Readout => ({ kind: 'readout', ...r });

/**
 * Reader and writer of an image format: bytes to image and metadata, and back.
 *
 * @typeParam E sections of the experiment that files of the format describe
 */
export interface Codec<E extends object = object> extends StageHead {
  readonly kind: 'codec';
  /** File name extensions, with the dot, lower case. */
  readonly extensions: readonly string[];
  /** Encodes an image as chunks of a file, in order. */
  encode?(image: Image, params: StageValues): readonly Uint8Array[];
  /**
   * Decodes the image of a file.
   *
   * @throws BraggsimError (`data`) on anything but a well-formed file
   */
  decode?(bytes: Uint8Array, params: StageValues): DecodedImage;
  /**
   * Describes a file besides its pixels, for formats that hold more than sizes.
   *
   * @throws BraggsimError (`data`) on anything but a well-formed file
   */
  inspect?(bytes: Uint8Array, params: StageValues): FileMetadata<E>;
  /**
   * Starts a file that holds a whole series, for formats that have such files.
   *
   * @param name name of the file without folder; files that belong to it are named after it
   */
  series?(name: string, params: StageValues): SeriesWriter;
}

/** Encodes a file that holds a series, image by image. Each call returns the files completed by it. */
export interface SeriesWriter {
  add(image: Image): readonly NamedFile[];
  finish(): readonly NamedFile[];
}

/** A file that a codec has written, in pieces. */
export interface NamedFile {
  /** Name without folder. */
  readonly name: string;
  readonly chunks: readonly Uint8Array[];
}

/** A stage of any kind. */
export type Stage = Term | Readout | Codec | SourceModel;

/** Declares the reader and writer of an image format. */
export const codec = <E extends object>(c: Omit<Codec<E>, 'kind'>): Codec<E> => ({ kind: 'codec', ...c });
