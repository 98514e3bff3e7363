import type { ChoiceId, Choices, Compat } from './choices';
import { usageError } from './errors';

/** One row of the table of choices. */
export interface Choice<K extends ChoiceId = ChoiceId> {
  readonly id: K;
  /** Its code in docs/c-program.md. */
  readonly item: string;
  readonly c: Choices[K];
  readonly corrected: Choices[K];
  /** Former name of `c`, which is still accepted. */
  readonly formerly?: string;
  /** Values besides these two. */
  readonly others?: readonly Choices[K][];
  /** What the C program does. */
  readonly inC: string;
  /** What is right. */
  readonly right: string;
}

type Row = { [K in ChoiceId]: Choice<K> }[ChoiceId];

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
    right: 'they are where the beam meets the plate',
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

/** The table of all choices: the only place that knows what each mode means. */
export const CHOICES = ROWS as readonly Choice[];

/** The choices that `compat` stands for, with single ones overridden. */
export function resolveChoices(compat: Compat, overrides: Partial<Choices> = {}): Choices {
  const known = new Set<string>(CHOICES.map((c) => c.id));
  for (const id of Object.keys(overrides)) {
    if (!known.has(id)) throw usageError(`there is no choice '${id}'; the choices are ${[...known].join(', ')}`);
  }
  const entries = CHOICES.map(({ id, c, corrected, others = [], formerly }) => {
    const given: string | undefined = overrides[id];
    const asked = given !== undefined && given === formerly ? c : given;
    const values = [c, corrected, ...others];
    if (asked !== undefined && !(values as readonly string[]).includes(asked)) {
      throw usageError(`choice '${id}' is one of ${values.join(', ')}, not '${asked}'`);
    }
    return [id, asked ?? (compat === 'corrected' ? corrected : c)];
  });
  return Object.fromEntries(entries) as Choices;
}
