import { usageError } from './errors';

/**
 * What all compatibility options are set to together: correct physics, or the results of the C program nanoBragg with its
 * faults.
 */
export type CompatibilityMode = 'corrected' | 'nanobragg-c';

/**
 * Compatibility options: the places in which the C program differs from correct physics. Each option has a value that
 * reproduces the C program and one that is correct; a mode sets all of them, and each can be set by itself. Functions of
 * the physics packages take these options, never the mode, and use correct physics for those that are not given.
 */
export interface Compatibility {
  /** How the z component of c* is computed from the unit cell. */
  readonly cellReciprocal: 'c' | 'exact';
  /** Where within a spindle step its angle is sampled. */
  readonly phiSample: 'start' | 'middle';
  /** How the water background is scaled. */
  readonly water: 'squared' | 'once';
  /** Whether factors are evaluated at one sample of a pixel or at each. */
  readonly factors: 'first' | 'each';
  /** How a sensor is divided into layers. */
  readonly sensorLayers: 'c' | 'exact';
  /** Whether the reported distance and beam centre contain the two-theta swing. */
  readonly beamReport: 'withoutTwoTheta' | 'final';
  /** What becomes of the background of pixels beyond the resolution limit. */
  readonly culledBackground: 'dropped' | 'stays';
  /** How the weights of a source file are used. */
  readonly sourceWeights: 'ignore' | 'normalize' | 'apply';
  /** About which axes a curved detector is bent. */
  readonly curvedSurface: 'labAxes' | 'detectorFrame';
  /** What a sensor that absorbs nothing records when capture is evaluated per sample. */
  readonly emptySensor: 'absorbsAll' | 'transparent';
  /** Whether an explicit pivot holds under a named convention. */
  readonly namedPivot: 'convention' | 'asGiven';
  /** Whether the corner vector places the detector. */
  readonly cornerVector: 'ignored' | 'used';
  /** Precision of random mosaic and mis-setting angles. */
  readonly angles: 'float32' | 'float64';
  /** Whether polarization stays off when it is also asked for at every sample. */
  readonly noPolarization: 'overridden' | 'holds';
}

/** Name of a compatibility option. */
export type CompatibilityOptionId = keyof Compatibility;

/** Description of one compatibility option: its values, and what the C program and correct physics do. */
export interface CompatibilityOption<K extends CompatibilityOptionId = CompatibilityOptionId> {
  readonly id: K;
  /** Code of the option in docs/c-program.md. */
  readonly item: string;
  /** Value that reproduces the C program. */
  readonly c: Compatibility[K];
  /** Value of correct physics, the default. */
  readonly corrected: Compatibility[K];
  /** Former name of `c`, which is still accepted. */
  readonly formerly?: string;
  /** Values besides these two. */
  readonly others?: readonly Compatibility[K][];
  /** What the C program does. */
  readonly inC: string;
  /** What is correct. */
  readonly right: string;
}

type Row = { [K in CompatibilityOptionId]: CompatibilityOption<K> }[CompatibilityOptionId];

const ROWS: readonly Row[] = [
  {
    id: 'cellReciprocal',
    item: 'P5',
    c: 'c',
    corrected: 'exact',
    inC: 'the z component of c* is divided by sin(gamma*), which distorts triclinic cells',
    right: 'c*_z = 1/c, so that the cell has the angles that were typed',
  },
  {
    id: 'phiSample',
    item: 'P11',
    c: 'start',
    corrected: 'middle',
    inC: 'spindle angles are sampled at the start of each step',
    right: 'they are sampled at the middle of each step',
  },
  {
    id: 'water',
    item: 'P7',
    c: 'squared',
    corrected: 'once',
    inC: 'the water background is multiplied by r_e^2 times the fluence twice and divided by the number of steps',
    right: 'it is scaled once and not divided by spindle steps or domains',
  },
  {
    id: 'factors',
    item: 'P8',
    c: 'first',
    corrected: 'each',
    inC: "solid angle and polarization of the first sample and the last layer's capture fraction stand for the whole pixel",
    right: 'every factor is evaluated at every sample',
  },
  {
    id: 'sensorLayers',
    item: 'P9',
    c: 'c',
    corrected: 'exact',
    inC: 'n sensor layers of thickness T/(n-1)',
    right: 'n layers of T/n, whose capture fractions sum to that of the whole sensor',
  },
  {
    id: 'beamReport',
    item: 'P10',
    c: 'withoutTwoTheta',
    corrected: 'final',
    inC: 'the reported distance and beam centre leave the two-theta swing out',
    right: 'they are where the beam meets the detector plane',
  },
  {
    id: 'culledBackground',
    item: 'P15',
    c: 'dropped',
    formerly: 'vanishes',
    corrected: 'stays',
    inC: 'where the resolution limit rejects every source the background vanishes too',
    right: 'the background stays',
  },
  {
    id: 'sourceWeights',
    item: 'F3',
    c: 'ignore',
    corrected: 'normalize',
    others: ['apply'],
    inC: 'the weight column of a source file is read and ignored',
    right: 'weights are used, normalised so that they average 1',
  },
  {
    id: 'curvedSurface',
    item: 'F5',
    c: 'labAxes',
    corrected: 'detectorFrame',
    inC: 'a curved detector takes lab y and z for its angles: the image is transposed or meaningless',
    right: 'it is bent along its own fast and slow directions, about the direct beam',
  },
  {
    id: 'emptySensor',
    item: 'F12',
    c: 'absorbsAll',
    formerly: 'black',
    corrected: 'transparent',
    inC: 'per-sample capture without a sensor, or a sensor that absorbs nothing, gives a black image',
    right: 'no sensor model: every photon is counted',
  },
  {
    id: 'namedPivot',
    item: 'F17',
    c: 'convention',
    corrected: 'asGiven',
    inC: 'an explicit pivot is overridden by every named convention',
    right: 'an explicit pivot is honoured',
  },
  {
    id: 'cornerVector',
    item: 'F18',
    c: 'ignored',
    corrected: 'used',
    inC: 'the numbers of the corner vector are never used',
    right: 'the corner of pixel (0,0) is where the vector says',
  },
  {
    id: 'angles',
    item: 'P18',
    c: 'float32',
    corrected: 'float64',
    inC: 'mosaic and random mis-setting angles are rounded to single precision',
    right: 'they keep double precision',
  },
  {
    id: 'noPolarization',
    item: 'F2',
    c: 'overridden',
    corrected: 'holds',
    inC: 'polarization per sample switches the factor on again after it was switched off',
    right: 'switched off is off',
  },
];

/** The table of all compatibility options: the only place that knows what each mode means. */
export const COMPATIBILITY_OPTIONS = ROWS as readonly CompatibilityOption[];

/**
 * Resolves compatibility options: those of a mode, with single ones overridden.
 *
 * @param mode `corrected` by default
 * @param overrides options that differ from the mode; undefined ones are those of the mode
 * @throws BraggsimError (`usage`) for an option or a value that does not exist
 */
export function resolveCompatibility(
  mode: CompatibilityMode = 'corrected',
  overrides: Partial<Compatibility> = {},
): Compatibility {
  const known = new Set<string>(COMPATIBILITY_OPTIONS.map(({ id }) => id));
  for (const id of Object.keys(overrides)) {
    if (!known.has(id)) {
      throw usageError(`there is no compatibility option '${id}'; the options are ${[...known].join(', ')}`);
    }
  }
  const entries = COMPATIBILITY_OPTIONS.map(({ id, c, corrected, others = [], formerly }) => {
    const given: string | undefined = overrides[id];
    const asked = given !== undefined && given === formerly ? c : given;
    const values = [c, corrected, ...others];
    if (asked !== undefined && !(values as readonly string[]).includes(asked)) {
      throw usageError(`compatibility option '${id}' is one of ${values.join(', ')}, not '${asked}'`);
    }
    return [id, asked ?? (mode === 'corrected' ? corrected : c)];
  });
  return Object.fromEntries(entries) as Compatibility;
}
