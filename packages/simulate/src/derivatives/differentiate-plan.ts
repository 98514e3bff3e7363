import { isBraggsimError, usageError } from '@braggsim/core';
import { orientationSlopes, type PlanDerivative, type ShotPlan } from '@braggsim/core/kernel';
import { builtinTables, type Experiment } from '@braggsim/experiment';
import { type ExperimentNumbers, withNumbers } from '../experiment-numbers';
import { type Combine, combined, isZero, type NestedNumbers, OtherShape, sameNumbers } from './nested-differences';
import {
  type NumberedPlan,
  type NumberingContext,
  type PlanNumbers,
  planNumbers,
  type TermPlans,
} from './plan-numbers';

/** Steps of rotations, deg: far below the radian over which sines are smooth, and far above rounding. */
const ANGLE_STEP = 0.5;
/** Steps of other numbers, relative to them. */
const RELATIVE_STEP = 0.002;
/** What steps of the beam are multiplied by where f' and f'' follow its energy, linearly between knots that lie close. */
const BETWEEN_KNOTS = 0.005;
/** Steps of numbers that are zero, in their own units. */
const STEP_OF_ZERO = 0.01;

/**
 * The central difference of sixth order, by distances from the middle in steps. Its error is h^6 f^(7)/140, below 1e-13 for
 * the steps above.
 */
const PLACES = [1, -1, 2, -2, 3, -3];
const SIXTH_ORDER = [3 / 4, -3 / 4, -3 / 20, 3 / 20, 1 / 60, -1 / 60];
/** The one of fourth order on the same places; the two agree where a number is smooth. */
const FOURTH_ORDER = [2 / 3, -2 / 3, -1 / 12, 1 / 12, 0, 0];
const LARGEST_DISAGREEMENT = 1e-5;
/** Rounding of a number, relative to it. */
const ROUNDING = 1e-12;
/** Rest of orientations that is rounding, relative to their derivatives. */
const NO_REST = 1e-10;

/** Values of parameters in an experiment. */
export interface ParameterValues {
  /** Experiment in which every automatic choice has been made. */
  readonly settled: Experiment;
  readonly numbers: ExperimentNumbers;
}

/** Returns the table entry of the field that a parameter belongs to. */
const parameterOf = (name: string) =>
  [name, name.slice(0, name.lastIndexOf('.'))]
    .map((field) => builtinTables.fields[field] ?? builtinTables.stageFields[field])
    .find((parameter) => parameter !== undefined);

const isAngle = (name: string): boolean =>
  /^turn\.|^panel\..+\.rotation\.|^crystal\.cell\.(alpha|beta|gamma)$/.test(name) || parameterOf(name)?.unit === 'deg';

/** Angles that must not change their sign. */
const WIDTHS = new Set(['scan.widthDeg', 'scan.stepDeg']);

function stepFor(name: string, value: number): number {
  const step = WIDTHS.has(name)
    ? Math.min(ANGLE_STEP, Math.abs(value) / 8)
    : isAngle(name)
      ? ANGLE_STEP
      : value === 0
        ? STEP_OF_ZERO
        : Math.abs(value) * RELATIVE_STEP;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = parameterOf(name) ?? {};
  return Math.min(step, (value - min) / 4, (max - value) / 4);
}

/** Numbers that are put into an experiment together: each displaces what the others leave. */
const OF_PLACEMENT = /^(turn|panel|crystal\.misset)\./;
const OF_MISSET = /^crystal\.misset\./;

/** Returns the experiment with one of its numbers changed by a step. */
function movedBy(base: Experiment, { settled, numbers }: ParameterValues, name: string, step: number): Experiment {
  const next = (numbers[name] as number) + step;
  if (!OF_PLACEMENT.test(name)) return withNumbers(base, { [name]: next });
  const isTurned = name.startsWith('turn.') && !Object.keys(numbers).some((other) => OF_MISSET.test(other));
  if (!isTurned) return withNumbers(settled, { ...numbers, [name]: next });
  const { misset: _misset, orientation: _orientation, ...crystal } = base.crystal ?? {};
  const { misset, orientation } = settled.crystal ?? {};
  const unturned = { ...crystal, ...(misset !== undefined && { misset }), ...(orientation && { orientation }) };
  const turns = Object.entries(numbers).filter(([other]) => other.startsWith('turn.'));
  return withNumbers({ ...base, crystal: unturned }, { ...Object.fromEntries(turns), [name]: next });
}

/** Returns the numbers that are not the same on both sides of a value. */
function differing(above: PlanNumbers, below: PlanNumbers): ReadonlySet<keyof PlanNumbers> {
  const keys = Object.keys(above) as (keyof PlanNumbers)[];
  return new Set(
    keys.filter(
      (key) => !sameNumbers(above[key] as NestedNumbers | undefined, below[key] as NestedNumbers | undefined),
    ),
  );
}

/** Returns an experiment of which one number differs from `base`: sections that do not hold it are those of `base`. */
function sharingSections(base: Experiment, name: string, next: Experiment): Experiment {
  const [head = ''] = name.split('.');
  const section = head === 'turn' ? 'crystal' : head === 'panel' ? 'detector' : (head as keyof Experiment);
  const shared: Record<string, unknown> = { ...base, [section]: next[section] };
  if (section === 'crystal' && base.crystal?.mosaic && !name.startsWith('crystal.mosaic.')) {
    shared.crystal = { ...next.crystal, mosaic: base.crystal.mosaic };
  }
  return shared as Experiment;
}

const noDerivative = (name: string, value: number, reason: string, cause?: unknown) =>
  usageError({ message: `there is no derivative with respect to ${name} at ${value}: ${reason}`, cause });

/** Returns a sum of differences in pairs, so that equal numbers have no difference at all. */
const differencesBy =
  (weights: readonly number[]): Combine =>
  (values) => {
    let sum = 0;
    for (let i = 0; i < values.length; i += 2) {
      sum += (weights[i] as number) * ((values[i] as number) - (values[i + 1] as number));
    }
    return sum;
  };

const largestOf: Combine = (values) => Math.max(...values.map(Math.abs));

/** Tells whether two estimates of differences agree, beside the rounding of the numbers that stand with them in a list. */
function agree(slopes: NestedNumbers, checks: NestedNumbers, sizes: NestedNumbers): boolean {
  const parts = (value: NestedNumbers) =>
    (typeof value === 'number' ? [value] : Object.values(value)) as NestedNumbers[];
  const [a, b, size] = [parts(slopes), parts(checks), parts(sizes)];
  const rounding = ROUNDING * Math.max(...size.map((x) => (typeof x === 'number' ? x : 0)));
  return a.every((slope, i) => {
    const [check, largest] = [b[i] as NestedNumbers, size[i] as NestedNumbers];
    if (typeof slope !== 'number') return agree(slope, check, largest);
    return Math.abs(slope - (check as number)) <= LARGEST_DISAGREEMENT * Math.abs(slope) + rounding;
  });
}

/** Returns the derivatives of the numbers of a plan, those that are not zero; refuses numbers that are not smooth. */
function slopesOf(name: string, value: number, step: number, sets: readonly PlanNumbers[]): Partial<PlanNumbers> {
  const slopes: Record<string, NestedNumbers> = {};
  for (const key of Object.keys(sets[0] as PlanNumbers)) {
    const values = sets.map((set) => set[key as keyof PlanNumbers] as NestedNumbers | undefined);
    if (values[0] === undefined || (typeof values[0] !== 'number' && values.every((x) => x === values[0]))) continue;
    const of = (combine: Combine) => combined(values as NestedNumbers[], combine);
    const [sixth, fourth, sizes] = [of(differencesBy(SIXTH_ORDER)), of(differencesBy(FOURTH_ORDER)), of(largestOf)];
    if (isZero(sixth)) continue;
    if (!agree(sixth, fourth, sizes))
      throw noDerivative(name, value, `the model is not smooth within ${3 * step} of it`);
    slopes[key] = combined([sixth], ([x = 0]) => x / step);
  }
  return slopes as Partial<PlanNumbers>;
}

/** Splits the derivatives of all orientations into those of the first one, with which others turn along, and the rest. */
function orientationParts(
  shot: ShotPlan,
  { lattice, orientations }: Partial<PlanNumbers>,
): Pick<PlanDerivative, 'lattice' | 'orientations'> {
  if (!orientations) return lattice ? { lattice } : {};
  const first = orientations.slice(0, 9);
  const along = orientationSlopes(shot, { name: '', lattice: first }) as Float64Array;
  const rest = orientations.map((x, i) => x - (along[i] as number));
  const largest = (values: Float64Array) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return {
    ...(largest(first) > 0 && { lattice: first }),
    ...(largest(rest) > NO_REST * largest(orientations) && { orientations: rest }),
  };
}

/** Derivatives of the numbers of a plan, and its terms beside the value, where no formula takes a short cut. */
export interface DifferentiatedPlan {
  readonly derivative: PlanDerivative;
  readonly terms: TermPlans;
}

/**
 * Differentiates the numbers of a plan with respect to one parameter of its experiment, by differences of sixth order of
 * whatever they are worked out from.
 *
 * @param base the plan at the values
 * @throws BraggsimError (`usage`) where the numbers of the plan are not smooth
 */
export async function differentiatePlan(
  context: NumberingContext,
  { settled, numbers }: ParameterValues,
  base: NumberedPlan,
  shot: ShotPlan,
  name: string,
): Promise<DifferentiatedPlan> {
  const value = numbers[name] as number;
  // A row of at most one cell counts as one, whatever the number.
  if (name.startsWith('crystal.cells.') && value <= 1) return { derivative: { name }, terms: base.terms };
  const finer = context.inputs.byEnergy && name.startsWith('beam.') ? BETWEEN_KNOTS : 1;
  const step = stepFor(name, value) * finer;
  if (!(step > 0)) throw noDerivative(name, value, 'it lies at the end of its range');
  try {
    const plans: NumberedPlan[] = [];
    let changing: ReadonlySet<keyof PlanNumbers> | undefined;
    for (const place of PLACES) {
      const moved = sharingSections(
        base.experiment,
        name,
        movedBy(base.experiment, { settled, numbers }, name, place * step),
      );
      plans.push(await planNumbers(context, moved, base, changing));
      // What is the same on both sides of the value does not change with it, to first order.
      const [above, below] = plans;
      if (above && below) changing ??= differing(above.numbers, below.numbers);
    }
    const sets = plans.map((plan) => plan.numbers);
    const { lattice, orientations, ...slopes } = slopesOf(name, value, step, sets);
    const turning = orientationParts(shot, { lattice, orientations } as Partial<PlanNumbers>);
    return { derivative: { name, ...slopes, ...turning }, terms: (plans[0] as NumberedPlan).terms };
  } catch (error) {
    if (error instanceof OtherShape) throw noDerivative(name, value, 'it changes how many samples there are', error);
    if (isBraggsimError(error) && !error.message.startsWith('there is no derivative')) {
      throw noDerivative(name, value, `values beside it are refused: ${error.message}`, error);
    }
    throw error;
  }
}
