import { type Parameter, type ParameterTable, usageError } from '@braggsim/core';
import { valueAt } from '@braggsim/core/text';
import { conflictingFields, type Experiment } from '@braggsim/experiment';
import { geometryParameters } from '@braggsim/geometry';
import { latticeParameters } from '@braggsim/lattice';
import { sourceParameters } from '@braggsim/sources';
import { withValue } from './presets';

const parameters: ParameterTable = { ...latticeParameters, ...sourceParameters, ...geometryParameters };

/** A slider for a number of the experiment, described by its table of parameters. */
export interface Slider {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly doc: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Tells whether the experiment has one crystal, for numbers of the crystal, and gives it one value rather than a word, and not by another field. */
  isFor(experiment: Experiment): boolean;
  read(experiment: Experiment): number;
  write(experiment: Experiment, value: number): Experiment;
}

/** A field of the experiment that has a slider. */
interface SliderField {
  readonly field: string;
  /** Index and name of one of several numbers; when absent, the slider sets all of them. */
  readonly entry?: readonly [index: number, name: string];
  /** Range of the slider, within the range of the parameter. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const FIELDS: readonly SliderField[] = [
  { field: 'crystal.misset', entry: [0, 'x'], from: -90, to: 90, step: 0.1 },
  { field: 'crystal.misset', entry: [1, 'y'], from: -90, to: 90, step: 0.1 },
  { field: 'crystal.misset', entry: [2, 'z'], from: -90, to: 90, step: 0.1 },
  { field: 'crystal.cells', from: 1, to: 24, step: 1 },
  { field: 'crystal.mosaic.spreadDeg', from: 0, to: 3, step: 0.05 },
  { field: 'beam.wavelengthA', from: 0.5, to: 2.5, step: 0.01 },
  { field: 'detector.distanceMm', from: 80, to: 400, step: 1 },
  { field: 'sampling.oversample', from: 1, to: 6, step: 1 },
];

/** Returns the words of a field without its section and unit, such as `mosaic spread` for `crystal.mosaic.spreadDeg`. */
function nameOf(field: string, { unit }: Parameter): string {
  const words = field
    .split('.')
    .slice(1)
    .join(' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .split(' ');
  return (unit && words.length > 1 ? words.slice(0, -1) : words).join(' ');
}

function slider({ field, entry, from, to, step }: SliderField): Slider {
  const parameter = parameters[field];
  if (!parameter) throw usageError(`there is no parameter '${field}'`);
  const { unit = '', doc, min = from, max = to } = parameter;
  const name = nameOf(field, parameter);
  return {
    id: entry ? `${field}.${entry[1]}` : field,
    label: entry ? `${name} ${entry[1]}` : name,
    unit,
    doc,
    min: Math.max(from, min),
    max: Math.min(to, max),
    step,
    isFor: (experiment) => {
      const section = field.split('.')[0];
      if (section === 'crystal' && (experiment.crystals || !experiment.crystal)) return false;
      const value = valueAt(experiment, field);
      const isOfAnotherField = conflictingFields(field).some((other) => valueAt(experiment, other) !== undefined);
      return typeof (value ?? parameter.default) !== 'string' && (value !== undefined || !isOfAnotherField);
    },
    read: (experiment) => {
      const value = valueAt(experiment, field) ?? parameter.default;
      return (Array.isArray(value) ? value[entry?.[0] ?? 0] : value) as number;
    },
    write: (experiment, x) => {
      const value = valueAt(experiment, field) ?? parameter.default;
      const next = (old: number, i: number) => (!entry || entry[0] === i ? x : old);
      return withValue(experiment, field, Array.isArray(value) ? value.map(next) : x);
    },
  };
}

/** The sliders of the page, in order. */
export const sliders: readonly Slider[] = FIELDS.map(slider);
