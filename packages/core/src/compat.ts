import { usageError } from './errors';

/** Whose results are wanted: correct physics, or those of the C program. */
export type Compat = 'corrected' | 'nanobragg-c';

/**
 * Where the C program and correct physics part. Each choice has the value that reproduces the C program and the
 * one that is right; `compat` sets all of them at once and any can be set by itself. Physics packages see choices,
 * never the word `compat`.
 */
export interface Choices {
  readonly cellReciprocal: 'c' | 'exact';
  readonly phiSample: 'start' | 'middle';
  readonly water: 'squared' | 'once';
  readonly factors: 'first' | 'each';
  readonly sensorLayers: 'c' | 'exact';
  readonly beamReport: 'withoutTwoTheta' | 'final';
  readonly culledBackground: 'vanishes' | 'stays';
  readonly sourceWeights: 'ignore' | 'normalize' | 'apply';
  readonly curvedSurface: 'labAxes' | 'detectorFrame';
  readonly emptySensor: 'black' | 'transparent';
  readonly namedPivot: 'convention' | 'asGiven';
  readonly cornerVector: 'ignored' | 'used';
  readonly angles: 'float32' | 'float64';
  readonly noPolarization: 'overridden' | 'holds';
}

export type ChoiceId = keyof Choices;

export interface Choice<K extends ChoiceId = ChoiceId> {
  readonly id: K;
  /** Item of the specification's list of differences. */
  readonly item: string;
  readonly c: Choices[K];
  readonly corrected: Choices[K];
  readonly values: readonly Choices[K][];
  /** What the C program does. */
  readonly inC: string;
  /** What is right. */
  readonly right: string;
}

const choice = <K extends ChoiceId>(
  id: K,
  item: string,
  c: Choices[K],
  corrected: Choices[K],
  inC: string,
  right: string,
  more: readonly Choices[K][] = [],
): Choice<K> => ({ id, item, c, corrected, values: [c, corrected, ...more], inC, right });

/** The table of all choices: the only place that knows what each mode means. */
export const CHOICES: readonly Choice[] = [
  choice(
    'cellReciprocal',
    'P5',
    'c',
    'exact',
    'the z component of c* is divided by sin(gamma*), which distorts triclinic cells',
    'c*_z = 1/c, so that the cell has the angles that were typed',
  ),
  choice(
    'phiSample',
    'P11',
    'start',
    'middle',
    'spindle angles are sampled at the start of each step',
    'they are sampled at the middle of each step',
  ),
  choice(
    'water',
    'P7',
    'squared',
    'once',
    'the water background is multiplied by r_e^2 times the fluence twice and divided by the number of steps',
    'it is scaled once and not divided by spindle steps or domains',
  ),
  choice(
    'factors',
    'P8',
    'first',
    'each',
    "solid angle and polarization of the first sample and the last layer's capture fraction stand for the whole pixel",
    'every factor is evaluated at every sample',
  ),
  choice(
    'sensorLayers',
    'P9',
    'c',
    'exact',
    'n sensor layers of thickness T/(n-1)',
    'n layers of T/n, whose capture fractions sum to that of the whole sensor',
  ),
  choice(
    'beamReport',
    'P10',
    'withoutTwoTheta',
    'final',
    'the reported distance and beam centre leave the two-theta swing out',
    'they are where the beam meets the plate',
  ),
  choice(
    'culledBackground',
    'P15',
    'vanishes',
    'stays',
    'the background vanishes where the resolution limit rejects every source',
    'the background stays',
  ),
  choice(
    'sourceWeights',
    'F3',
    'ignore',
    'normalize',
    'the weight column of a source file is read and ignored',
    'weights are used, normalised so that they average 1',
    ['apply'],
  ),
  choice(
    'curvedSurface',
    'F5',
    'labAxes',
    'detectorFrame',
    'a curved detector takes lab y and z for its angles: the image is transposed or meaningless',
    'it is bent along its own fast and slow directions, about the direct beam',
  ),
  choice(
    'emptySensor',
    'F12',
    'black',
    'transparent',
    'per-sample capture without a sensor, or a sensor that absorbs nothing, gives a black image',
    'no sensor model: every photon is counted',
  ),
  choice(
    'namedPivot',
    'F17',
    'convention',
    'asGiven',
    'an explicit pivot is overridden by every named convention',
    'an explicit pivot is honoured',
  ),
  choice(
    'cornerVector',
    'F18',
    'ignored',
    'used',
    'the numbers of the corner vector are never used',
    'the corner of pixel (0,0) is where the vector says',
  ),
  choice(
    'angles',
    'P18',
    'float32',
    'float64',
    'mosaic and random mis-setting angles are rounded to single precision',
    'they keep double precision',
  ),
  choice(
    'noPolarization',
    'F2',
    'overridden',
    'holds',
    'polarization per sample switches the factor on again after it was switched off',
    'switched off is off',
  ),
] as readonly Choice[];

/** The choices that `compat` stands for, with single ones overridden. */
export function resolveChoices(compat: Compat, overrides: Partial<Choices> = {}): Choices {
  const known = new Set<string>(CHOICES.map((c) => c.id));
  for (const id of Object.keys(overrides)) {
    if (!known.has(id)) throw usageError(`there is no choice '${id}'; the choices are ${[...known].join(', ')}`);
  }
  const entries = CHOICES.map((c) => {
    const asked = overrides[c.id];
    if (asked !== undefined && !c.values.includes(asked)) {
      throw usageError(`choice '${c.id}' is one of ${c.values.join(', ')}, not '${asked}'`);
    }
    return [c.id, asked ?? (compat === 'corrected' ? c.corrected : c.c)];
  });
  return Object.fromEntries(entries) as Choices;
}
