import { usageError } from '@braggsim/core';
import { didYouMean } from '@braggsim/core/text';
import type { Experiment } from '@braggsim/experiment';
import { numberOf } from '@braggsim/simulate';
import { AMPLITUDES } from './amplitudes';
import { CELL_NUMBERS } from './cell-numbers';
import { DISPERSION, dispersionNumbers } from './dispersion';
import type { RefinableNumber } from './refinable-number';

export type { RefinableNumber } from './refinable-number';

const INFINITE = Number.POSITIVE_INFINITY;
const DEG = 'deg';

/** Bounds of the B factor of spots, A²: 0 would be an experiment without one. */
export const MIN_B = 1e-3;
const MAX_B = 1000;

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
  'spectrum.scale',
  'phi',
  'osc',
  'polarization',
  'b-factor',
  'f-hkl',
  'dispersion',
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
  /** Largest change in one step, where that is limited. */
  readonly maxStep?: number;
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
    maxStep: p.maxStep ?? (logarithmic ? LOG_STEP : INFINITE),
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

/** Returns the free numbers of a cell, each driving all that equal it. */
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

/** Returns the numbers of the beam centre: in mm along the axes of the convention, or in pixels for conventions that count in pixels. */
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
export interface NumberContext {
  readonly experiment: Experiment;
  /** Places of free cell numbers. */
  readonly cell: readonly (readonly number[])[];
  /** Mean wavelength of a spectrum at the start, A. */
  readonly meanWavelengthA?: number | undefined;
  /** Energies of the beam, eV. */
  readonly energiesEv?: readonly number[] | undefined;
}

const field = (group: string, unit: string, parameter: string, more: Partial<Plain> = {}) => [
  (experiment: Experiment) => plain(experiment, { group, name: group, unit, parameter, ...more }),
];

/** Largest relative changes of the wavelengths of a spectrum, and of its width. */
const MAX_SHIFT = 0.02;
const MAX_WIDENING = 0.25;

const meanA = (given: number | undefined): number => given ?? 1;

/** Returns a number that multiplies the wavelengths of a spectrum, or its width. */
const spectrumNumber = (
  group: string,
  unit: string,
  start: number,
  field: 'wavelengthFactor' | 'widthFactor',
  within: number,
): RefinableNumber => ({
  group,
  name: group,
  unit,
  start,
  logarithmic: false,
  lower: start * (1 - within),
  upper: start * (1 + within),
  maxStep: INFINITE,
  drives: [{ parameter: `beam.spectrum.${field}`, factor: 1 / start }],
});

function plainGroup(
  group: string,
  { experiment, meanWavelengthA }: NumberContext,
): ((experiment: Experiment) => RefinableNumber)[] {
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
    if (beam?.spectrum !== undefined)
      return [() => spectrumNumber(group, 'A', meanA(meanWavelengthA), 'wavelengthFactor', MAX_SHIFT)];
    if (beam?.sources !== undefined) {
      throw usageError(
        'the wavelengths of a file of sources are not refined; fix wavelength, or describe the spectrum by beam.dispersionPercent',
      );
    }
    return field(group, 'A', 'beam.wavelengthA', { within: 0.02, relative: true });
  }
  if (group === 'spectrum.scale') {
    if (beam?.spectrum === undefined)
      throw usageError(`${group} needs a spectrum: give beam.spectrum, or leave ${group} out of what is free`);
    return [() => spectrumNumber(group, '', 1, 'widthFactor', MAX_WIDENING)];
  }
  if (group === 'phi') return field(group, DEG, 'scan.startDeg', { within: 5, maxStep: TURN_STEP });
  if (group === 'b-factor') return field(group, 'A^2', 'crystal.bFactorA2', { range: [MIN_B, MAX_B] });
  if (group === 'osc') return field(group, DEG, 'scan.widthDeg', { within: 5 });
  return field(group, '', 'beam.polarization', { range: [-1, 1] });
}

/** Makes the numbers of a group, as they start in an experiment. */
export function numbersOfGroup(group: string, context: NumberContext): RefinableNumber[] {
  const { experiment, cell } = context;
  if (group === 'misset') return turns();
  if (group === 'cell') return cellNumbers(experiment, cell);
  if (group === 'ncells') return sizes(experiment);
  if (group === 'scale') return [SCALE];
  // Which reflections there are follows from the boxes.
  if (group === AMPLITUDES) return [];
  if (group === DISPERSION) return dispersionNumbers(experiment, context.energiesEv ?? []);
  if (group === 'beam-centre') return beamCentre(experiment);
  if (group.startsWith('panel:')) return panelNumbers(experiment, group.slice('panel:'.length));
  return plainGroup(group, context).map((make) => make(experiment));
}

/** Returns the name by which a number is freed: `cell` of `cell.beta`. */
export function groupOf(name: string): string | undefined {
  if (name.startsWith('panel:')) return name;
  if (name.startsWith('panel.')) return `panel:${name.split('.').slice(1, -2).join('.')}`;
  if (name.startsWith('turn.')) return 'misset';
  return GROUPS.find((group) => name === group || name.startsWith(`${group}.`));
}

/**
 * Returns the group of a name.
 *
 * @param flag for messages
 * @throws BraggsimError (`usage`) for a name of no group
 */
export function knownGroup(name: string, flag: string): string {
  const group = groupOf(name);
  if (group) return group;
  throw usageError(
    `${flag} knows no '${name}'${didYouMean(name, GROUPS, `; there are ${GROUPS.join(', ')} and panel:NAME`)}`,
  );
}
