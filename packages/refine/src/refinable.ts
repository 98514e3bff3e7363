import { usageError } from '@braggsim/core';
import { didYouMean } from '@braggsim/core/text';
import type { Experiment } from '@braggsim/experiment';
import { numberOf } from '@braggsim/simulate';
import { CELL_NUMBERS } from './cell-numbers';
import type { TableNumber, Variable } from './variables';

const INFINITE = Number.POSITIVE_INFINITY;
const DEG = 'deg';

/** A number that can be refined, before bounds and ties of the user. */
export interface RefinableNumber extends TableNumber {
  readonly group: string;
  readonly logarithmic: boolean;
  readonly lower: number;
  readonly upper: number;
  readonly maxStep: number;
}

/** Largest change of a logarithm, and of a rotation of the crystal (deg), in one step. */
const LOG_STEP = 1;
const TURN_STEP = 1;

/** Names by which numbers are freed, in the order of tables, besides `panel:NAME`. */
export const GROUPS = [
  'misset',
  'cell',
  'ncells',
  'scale',
  'mosaic',
  'distance',
  'beam-centre',
  'detector-rotation',
  'two-theta',
  'wavelength',
  'phi',
  'osc',
  'polarization',
] as const;

interface Plain {
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly parameter: string;
  /** Half width of the default bounds around the start; relative to it where `relative`. */
  readonly within?: number;
  readonly relative?: true;
  readonly range?: readonly [number, number];
  readonly logarithmic?: true;
  /** Unit of the table in the unit of the parameter. */
  readonly factor?: number;
}

function plain(experiment: Experiment, p: Plain): RefinableNumber {
  const { group, name, unit, parameter, within = INFINITE, relative, range, logarithmic = false, factor = 1 } = p;
  const start = numberOf(experiment, parameter) / factor;
  const half = relative ? within * Math.abs(start) : within;
  const [lower, upper] = range ?? [start - half, start + half];
  return {
    group,
    name,
    unit,
    start,
    logarithmic,
    lower,
    upper,
    maxStep: logarithmic ? LOG_STEP : INFINITE,
    drives: [{ parameter, factor }],
  };
}

const axes = (count: 2 | 3): readonly string[] => ['x', 'y', 'z'].slice(0, count);

function turns(): RefinableNumber[] {
  return axes(3).map((axis) => ({
    group: 'misset',
    name: `turn.${axis}`,
    unit: DEG,
    start: 0,
    logarithmic: false,
    lower: -5,
    upper: 5,
    maxStep: TURN_STEP,
    drives: [{ parameter: `turn.${axis}`, factor: 1 }],
  }));
}

/** Free numbers of a cell, each driving all that equal it. */
function cellNumbers(experiment: Experiment, free: readonly (readonly number[])[]): RefinableNumber[] {
  return free.map((places): RefinableNumber => {
    const [first = 0] = places;
    const name = CELL_NUMBERS[first] as string;
    const drives = places.map((place) => ({ parameter: `crystal.cell.${CELL_NUMBERS[place]}`, factor: 1 }));
    const angle = first > 2;
    const number = plain(experiment, {
      group: 'cell',
      name: `cell.${name}`,
      unit: angle ? DEG : 'A',
      parameter: `crystal.cell.${name}`,
      ...(angle ? { within: 5 } : { within: 0.1, relative: true as const }),
    });
    return { ...number, drives };
  });
}

function sizes(experiment: Experiment): RefinableNumber[] {
  return ['a', 'b', 'c'].map((axis) =>
    plain(experiment, {
      group: 'ncells',
      name: `ncells.${axis}`,
      unit: 'cells',
      parameter: `crystal.cells.${axis}`,
      range: [1.5, 10_000],
      logarithmic: true,
    }),
  );
}

const SCALE: RefinableNumber = {
  group: 'scale',
  name: 'scale',
  unit: '',
  start: 1,
  logarithmic: true,
  lower: 0,
  upper: INFINITE,
  maxStep: LOG_STEP,
  drives: [],
};

/** Where the beam meets the detector: in mm along the axes of its convention, or in pixels for those that count in pixels. */
function beamCentre(experiment: Experiment): RefinableNumber[] {
  const { originPx, pixelMm = 0.1 } = experiment.detector ?? {};
  return axes(2).map((axis) =>
    plain(experiment, {
      group: 'beam-centre',
      name: `beam-centre.${axis}`,
      unit: 'mm',
      within: 5,
      ...(originPx
        ? { parameter: `detector.originPx.${axis}`, factor: 1 / pixelMm }
        : { parameter: `detector.beamCentreMm.${axis}` }),
    }),
  );
}

function panelNumbers(experiment: Experiment, name: string): RefinableNumber[] {
  return (['shift', 'rotation'] as const).flatMap((kind) =>
    axes(3).map((axis) =>
      plain(experiment, {
        group: `panel:${name}`,
        name: `panel.${name}.${kind}.${axis}`,
        unit: kind === 'shift' ? 'mm' : DEG,
        parameter: `panel.${name}.${kind}.${axis}`,
        within: 2,
      }),
    ),
  );
}

/** What the numbers of a name are made of. */
interface Making {
  readonly experiment: Experiment;
  /** Places of free cell numbers. */
  readonly cell: readonly (readonly number[])[];
}

const field = (group: string, unit: string, parameter: string, more: Partial<Plain> = {}) => [
  (experiment: Experiment) => plain(experiment, { group, name: group, unit, parameter, ...more }),
];

function plainGroup(group: string, experiment: Experiment): ((experiment: Experiment) => RefinableNumber)[] {
  const { detector, beam } = experiment;
  if (group === 'mosaic')
    return field(group, DEG, 'crystal.mosaic.spreadDeg', { range: [1e-4, 10], logarithmic: true });
  if (group === 'distance') {
    const parameter = detector?.closeDistanceMm === undefined ? 'detector.distanceMm' : 'detector.closeDistanceMm';
    return field(group, 'mm', parameter, { within: 10 });
  }
  if (group === 'detector-rotation') {
    return axes(3).map(
      (axis) => (given) =>
        plain(given, {
          group,
          name: `${group}.${axis}`,
          unit: DEG,
          parameter: `detector.rotationDeg.${axis}`,
          within: 5,
        }),
    );
  }
  if (group === 'two-theta') return field(group, DEG, 'detector.twoThetaDeg', { within: 5 });
  if (group === 'wavelength') {
    if (beam?.spectrum !== undefined) {
      throw usageError('the wavelengths of beam.spectrum are not refined; leave wavelength out of what is free');
    }
    if (beam?.sources !== undefined) {
      throw usageError(
        'the wavelengths of a file of sources are not refined; fix wavelength, or describe the spectrum by beam.dispersionPercent',
      );
    }
    return field(group, 'A', 'beam.wavelengthA', { within: 0.02, relative: true });
  }
  if (group === 'phi') return field(group, DEG, 'scan.startDeg', { within: 5 });
  if (group === 'osc') return field(group, DEG, 'scan.widthDeg', { within: 5 });
  return field(group, '', 'beam.polarization', { range: [-1, 1] });
}

function numbersOfGroup(group: string, { experiment, cell }: Making): RefinableNumber[] {
  if (group === 'misset') return turns();
  if (group === 'cell') return cellNumbers(experiment, cell);
  if (group === 'ncells') return sizes(experiment);
  if (group === 'scale') return [SCALE];
  if (group === 'beam-centre') return beamCentre(experiment);
  if (group.startsWith('panel:')) return panelNumbers(experiment, group.slice('panel:'.length));
  return plainGroup(group, experiment).map((make) => make(experiment));
}

/** The name by which a number is freed: `cell` of `cell.beta`. */
function groupOf(name: string): string | undefined {
  if (name.startsWith('panel:')) return name;
  if (name.startsWith('panel.')) return `panel:${name.split('.').slice(1, -2).join('.')}`;
  if (name.startsWith('turn.')) return 'misset';
  return GROUPS.find((group) => name === group || name.startsWith(`${group}.`));
}

function knownGroup(name: string, flag: string): string {
  const group = groupOf(name);
  if (group) return group;
  throw usageError(
    `${flag} knows no '${name}'${didYouMean(name, GROUPS, `; there are ${GROUPS.join(', ')} and panel:NAME`)}`,
  );
}

/** What a user says about the numbers of a fit. */
export interface FreeChoice {
  /** Names of groups (`cell`) or single numbers (`cell.beta`). */
  readonly free: readonly string[];
  readonly fix: readonly string[];
  /** Bounds by the name of a number or group; null leaves a side as it is. */
  readonly bounds: readonly { readonly name: string; readonly lower: number | null; readonly upper: number | null }[];
  /** Names of numbers that keep their ratios, group by group. */
  readonly ties: readonly (readonly string[])[];
}

const covers = (name: string, number: RefinableNumber): boolean =>
  name === number.name || name === number.group || number.name.startsWith(`${name}.`);

/** Shapes whose spots depend on the product of the numbers of cells alone. */
const PRODUCT_SHAPES: ReadonlySet<string> = new Set(['gauss']);
/** Shapes whose edges are sharp, so that their size has no derivative. */
const SHARP_SHAPES: ReadonlySet<string> = new Set(['tophat', 'tophat-hkl']);

/**
 * The numbers of an experiment that a user frees.
 *
 * @param cell places of cell numbers that the lattice leaves free
 * @throws BraggsimError (`usage`) for unknown names, and numbers without a derivative
 */
export function freeNumbers(
  experiment: Experiment,
  { free, fix, bounds }: FreeChoice,
  cell: readonly (readonly number[])[],
): RefinableNumber[] {
  const asked = new Set(free.map((name) => knownGroup(name, '--free')));
  for (const name of fix) knownGroup(name, '--fix');
  for (const { name } of bounds) knownGroup(name, '--bound');
  const order = [
    ...GROUPS.filter((group) => asked.has(group)),
    ...[...asked].filter((group) => group.startsWith('panel:')),
  ];
  const numbers = order
    .flatMap((group) => numbersOfGroup(group, { experiment, cell }))
    .filter((number) => free.some((name) => covers(name, number)))
    .filter((number) => !fix.some((name) => covers(name, number)));
  refuseUnmatched([...free, ...fix], order, experiment, cell);
  const shape = shapeOf(experiment);
  if (SHARP_SHAPES.has(shape) && numbers.some(({ group }) => group === 'ncells')) {
    throw usageError(`a crystal of shape ${shape} has no derivative with respect to its size; give --fix ncells`);
  }
  for (const number of numbers) checkStart(number);
  return numbers.map((number) => bounded(number, bounds));
}

const shapeOf = ({ crystal }: Experiment): string =>
  typeof crystal?.shape === 'string' ? crystal.shape : (crystal?.shape?.kind ?? 'square');

/** Names of single numbers must be those of a group's numbers. */
function refuseUnmatched(
  names: readonly string[],
  groups: readonly string[],
  experiment: Experiment,
  cell: readonly (readonly number[])[],
): void {
  for (const name of names) {
    const group = groupOf(name) as string;
    if (name === group || !groups.includes(group)) continue;
    const known = numbersOfGroup(group, { experiment, cell });
    if (known.some((number) => covers(name, number))) continue;
    throw usageError(
      `there is no free number '${name}' in ${group}; there ${known.length === 1 ? 'is' : 'are'} ${known.map((number) => number.name).join(', ')}`,
    );
  }
}

function checkStart({ name, start, logarithmic }: RefinableNumber): void {
  if (logarithmic && !(start > 0)) {
    throw usageError(
      `${name} starts at ${start}, and only a value above 0 can be refined; give another start, or fix it`,
    );
  }
}

function bounded(number: RefinableNumber, bounds: FreeChoice['bounds']): RefinableNumber {
  let { lower, upper } = number;
  for (const bound of bounds) {
    if (!covers(bound.name, number)) continue;
    lower = bound.lower ?? lower;
    upper = bound.upper ?? upper;
  }
  if (lower > upper) throw usageError(`the bounds of ${number.name} are reversed: ${lower} is above ${upper}`);
  if (number.start < lower || number.start > upper) {
    throw usageError(
      `the start of ${number.name}, ${number.start}, is outside its bounds ${lower} to ${upper}; widen --bound ${number.name}=lo:hi`,
    );
  }
  return { ...number, lower, upper };
}

/** Unknowns of numbers: one each, or one for those whose ratios are kept. */
export function variablesOf(
  experiment: Experiment,
  numbers: readonly RefinableNumber[],
  { ties }: FreeChoice,
): Variable[] {
  const product = PRODUCT_SHAPES.has(shapeOf(experiment)) ? [['ncells.a', 'ncells.b', 'ncells.c']] : [];
  const groups: RefinableNumber[][] = [];
  const tied = [...product, ...ties];
  for (const names of ties) checkTie(names, numbers);
  const home = new Map<string, RefinableNumber[]>();
  for (const number of numbers) {
    const names = tied.filter((list) => list.some((name) => name === number.name)).flat();
    const group = names.map((name) => home.get(name)).find((one) => one !== undefined);
    if (group) group.push(number);
    const own = group ?? [number];
    if (!group) groups.push(own);
    for (const name of [number.name, ...names]) home.set(name, own);
  }
  return groups.map((members) => {
    const first = members[0] as RefinableNumber;
    return {
      group: first.group,
      numbers: members.map(({ name, unit, start, drives }) => ({ name, unit, start, drives })),
      logarithmic: first.logarithmic,
      maxStep: first.maxStep,
      ...commonBounds(members),
    };
  });
}

function checkTie(names: readonly string[], numbers: readonly RefinableNumber[]): void {
  const members = names.map((name) => {
    const number = numbers.find((one) => one.name === name);
    if (number) return number;
    throw usageError(
      `--tie names '${name}', which is not among the free numbers ${numbers.map((one) => one.name).join(', ')}`,
    );
  });
  const zero = members.find(({ start }) => start === 0);
  if (zero) throw usageError(`--tie keeps ratios, and ${zero.name} starts at 0; leave it out`);
}

/** Bounds of the first number that keep every number within its own. */
function commonBounds(members: readonly RefinableNumber[]): Pick<Variable, 'lower' | 'upper'> {
  const first = members[0] as RefinableNumber;
  if (members.length === 1) return { lower: first.lower, upper: first.upper };
  const ratios = members.flatMap(({ start, lower, upper }) => [[lower / start, upper / start].sort((a, b) => a - b)]);
  const lower = Math.max(...ratios.map(([low = 0]) => low));
  const upper = Math.min(...ratios.map(([, high = INFINITE]) => high));
  const ends = [lower * first.start, upper * first.start];
  return { lower: Math.min(...ends), upper: Math.max(...ends) };
}
