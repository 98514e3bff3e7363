import { calculator, numbers } from '@braggsim/formula';
import { isRecord } from './data-text';
import type { Derived } from './derived';
import { isBraggsimError, usageError } from './errors';
import { Guarded, guardedNumbers, PlainArithmetic } from './guarded';
import { INPUTS, type InputName } from './inputs';
import type { ScatterPlan, TermPlan } from './plan';
import type { Constants, ScatterNode, Slot, StageValues, Term, TermSpecialization } from './stage';
import { stageParameters } from './stage-parameters';
import { IDENTITY } from './vector';

/** Request of an experiment for a term. */
export interface TermRequest {
  /** Values of the term's own parameters; defaults are used for the rest. */
  readonly params?: StageValues;
  /** Constants that the caller has worked out, in place of the term's own. */
  readonly constants?: Constants;
  /** Specialization that the caller has worked out, such as where a table lies, in place of the term's own. */
  readonly specialization?: TermSpecialization;
}

/**
 * Plans a term: fills in the defaults of its parameters and checks their ranges, computes its constants and its
 * specialization, and evaluates its formula once to check that it can run on every kernel.
 *
 * @throws BraggsimError (`usage`) that names the term and what to write instead: for wrong parameters, constants that
 * are not finite, and formulas that use plain arithmetic or undeclared inputs or return no number
 */
export function planTerm(term: Term, request: TermRequest, derived: Derived): TermPlan {
  const plan = replanTerm(term, request, derived);
  probe(`${term.slot} '${term.id}'`, term, plan.constants, plan.specialization);
  return plan;
}

/**
 * Plans a term that `planTerm` has accepted before with other values of the same parameters: its formula is not tried again.
 *
 * @throws BraggsimError (`usage`) for parameters that are wrong and constants that are not finite
 */
export function replanTerm(term: Term, request: TermRequest, derived: Derived): TermPlan {
  const what = `${term.slot} '${term.id}'`;
  const params = stageParameters(what, term.params, request.params);
  const constants = request.constants ?? named(what, 'constants', () => term.constants(params, derived));
  const specialization =
    request.specialization ?? named(what, 'specialization', () => term.specialization?.(params, derived) ?? {});
  checkRecord(what, 'constants', constants);
  checkRecord(what, 'specialization', specialization);
  checkSpecialization(what, specialization);
  checkConstants(what, constants);
  return { id: term.id, version: term.version, constants, specialization };
}

/**
 * Returns the nodes that a term of the slot `scatter` is summed over, as a plan has them.
 *
 * @throws BraggsimError (`usage`) for a list that is empty or holds anything but whole numbers
 */
export function planNodes(
  term: Term,
  { params: given }: Pick<TermRequest, 'params'>,
  derived: Derived,
): Pick<ScatterPlan, 'offsets' | 'rotations'> {
  const what = `${term.slot} '${term.id}'`;
  const params = stageParameters(what, term.params, given);
  const nodes: readonly ScatterNode[] = named(
    what,
    'nodes',
    () => term.nodes?.(params, derived) ?? [{ offset: [0, 0, 0] }],
  );
  const numbers = nodes.flatMap(({ offset, rotation = IDENTITY }) => [...offset, ...rotation]);
  if (nodes.length === 0 || numbers.length !== 12 * nodes.length || !numbers.every(Number.isInteger)) {
    throw usageError(
      `the nodes of the ${what} must be a list of offsets of three whole numbers and rotations of nine, at least one; check what nodes() returns`,
    );
  }
  return {
    offsets: Float64Array.from(nodes.flatMap(({ offset }) => [...offset])),
    ...(nodes.some(({ rotation }) => rotation) && {
      rotations: Float64Array.from(nodes.flatMap(({ rotation = IDENTITY }) => [...rotation])),
    }),
  };
}

/** Runs a function of a term, whose errors get a message that names the term. */
function named<T>(what: string, part: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (isBraggsimError(error)) throw error;
    throw usageError({ message: `${part}() of the ${what} fails: ${messageOf(error)}`, cause: error });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));

function checkRecord(what: string, part: string, value: unknown): void {
  if (isRecord(value) && !('then' in value)) return;
  const found = typeof value === 'object' ? (value === null ? 'null' : 'a list or a promise') : String(value);
  throw usageError(`${part}() of the ${what} returns ${found}; return a record, such as { width: 3 }, or {}`);
}

/** Tells whether a value is plain JSON, or absent. */
const isPlain = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).every(isPlain)
    : !['function', 'symbol', 'bigint'].includes(typeof value);

function checkSpecialization(what: string, specialization: TermSpecialization): void {
  const wrong = Object.keys(specialization).find((name) => !isPlain(specialization[name]));
  if (wrong === undefined) return;
  throw usageError(
    `the specialization '${wrong}' of the ${what} is not plain JSON; give numbers, texts, booleans or lists of them`,
  );
}

function checkConstants(what: string, constants: Constants): void {
  for (const [name, value] of Object.entries(constants)) {
    const wrong = [value].flat().find((x) => typeof x !== 'number' || !Number.isFinite(x));
    if (wrong === undefined) continue;
    throw usageError(
      `the constant '${name}' of the ${what} is ${String(wrong)}, not a finite number; check what constants() makes it of`,
    );
  }
}

/** Positions within the range of an input at which a formula is tried. */
const PLACES = [0.43, 0.71];

function typical(name: InputName, place: number): number {
  const { range, whole } = INPUTS[name] as { readonly range: readonly [number, number]; readonly whole?: true };
  const value = range[0] + place * (range[1] - range[0]);
  return whole ? Math.round(value) : value;
}

/** Makes the declared inputs of a term; reading any other input is an error. */
const declared = <T>({ inputs }: Term, lift: (x: number) => T, place: number): Record<InputName, T> =>
  new Proxy(Object.fromEntries(inputs.map((name) => [name, lift(typical(name, place))])) as Record<InputName, T>, {
    get: (values, name) => {
      if (typeof name === 'symbol' || Object.hasOwn(values, name)) return values[name as InputName];
      throw usageError(
        Object.hasOwn(INPUTS, name)
          ? `it reads the input '${name}', which it does not declare: add it to inputs`
          : `it reads the input '${name}', and there is none of that name; there are ${Object.keys(INPUTS).join(', ')}`,
      );
    },
  });

/** Makes functions of which any other name is an error. */
const closed = <F extends object>(functions: F): F =>
  new Proxy(functions, {
    get: (known, name) => {
      if (typeof name === 'symbol' || name in known) return known[name as keyof F];
      throw usageError(`it uses m.${name}, which does not exist; m has ${Object.keys(known).sort().join(', ')}`);
    },
  });

const lifted = (constants: Constants): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(constants).map(([name, value]) => [
      name,
      typeof value === 'number' ? new Guarded(value) : value.map((x) => new Guarded(x)),
    ]),
  );

/** Evaluates a formula on plain numbers and on values that refuse plain arithmetic. */
function probe(what: string, term: Term, constants: Constants, specialization: TermSpecialization): void {
  const plain = closed(calculator({ ...numbers(), lookup: () => 1, stencil: () => 1 }));
  const guarded = closed(calculator(guardedNumbers()));
  const refuse = (message: string, cause?: unknown) =>
    usageError({ message: `the formula of the ${what} cannot be used: ${message}`, cause });
  const parts = SLOT_PARTS[term.slot];
  for (const place of PLACES) {
    let values: readonly unknown[];
    let results: readonly unknown[];
    try {
      values = [
        term.formula(
          plain,
          declared(term, (x) => x, place),
          constants as never,
          specialization,
        ),
      ].flat();
      const inputs = declared(term, (x) => new Guarded(x), place);
      results = [term.formula(guarded, inputs, lifted(constants) as never, specialization)].flat();
    } catch (error) {
      const message = messageOf(error);
      throw refuse(error instanceof PlainArithmetic ? `${message}; ${INSTEAD}` : message, error);
    }
    if (results.length !== parts) {
      throw refuse(`it gives ${results.length} values, and a ${term.slot} has ${parts}`);
    }
    const plainAt = results.findIndex((x) => !(x instanceof Guarded));
    if (plainAt >= 0) {
      const unwrapped = results[plainAt];
      throw refuse(
        typeof unwrapped === 'number'
          ? `it gives the plain number ${unwrapped}; ${Number.isNaN(unwrapped) ? INSTEAD : 'return m.value(…) of it'}`
          : `it gives ${String(unwrapped)}; return a value made by the functions of m`,
      );
    }
    const wrong = values.find((x) => typeof x !== 'number' || !Number.isFinite(x));
    if (wrong === undefined) continue;
    const at = term.inputs.map((name) => `${name} = ${typical(name, place)}`).join(', ');
    throw refuse(`it gives ${String(wrong)}${at ? ` at ${at}` : ''}, not a finite number`);
  }
}

const INSTEAD = 'write m.product(a, b) for a * b, m.sum(a, b) for a + b, m.select(a, b, yes, no) for a < b ? yes : no';

const SLOT_PARTS: Readonly<Record<Slot, number>> = {
  surface: 3,
  shape: 1,
  structure: 1,
  factor: 1,
  background: 1,
  scatter: 1,
};
