import {
  checked,
  dataError,
  planTerm,
  type StageRequest,
  type Term,
  units,
  usageError,
  type Warning,
} from '@braggsim/core';
import type { Beam, Compatibility, Derived } from '@braggsim/core/derived';
import { type BackgroundPlan, type Registry, type TablePlan, termOf } from '@braggsim/core/kernel';
import { aboutPart } from '@braggsim/core/text';
import type { BeamStopSection } from '@braggsim/geometry';
import { air } from './air';
import { amorphous, amorphousBackground, amorphousParameters, moleculesIn } from './amorphous';
import type { Ends, ScatteringTable } from './interpolant';
import { MATERIALS } from './materials/materials';
import { airBackground } from './plan-air';
import { backgroundTerms } from './terms';
import { water, waterScale } from './water';

/** The backgrounds of a plan and the tables that they look up. */
export interface BackgroundPlans {
  readonly plans: readonly BackgroundPlan[];
  readonly tables: Readonly<Record<string, TablePlan>>;
  readonly warnings: readonly Warning[];
}

/** Quantities that backgrounds depend on besides their own parameters. */
export interface BackgroundContext {
  readonly beam: Pick<Beam, 'fluence' | 'beamSize'>;
  /** Compatibility options; correct physics where one is absent. */
  readonly compatibility?: Partial<Compatibility>;
  /** Derived quantities from which the constants of terms are computed. */
  readonly derived: Derived;
  /** The stop that shadows what is scattered before and behind the sample too. */
  readonly beamStop?: BeamStopSection | undefined;
  /** Background terms by id; those of this package when absent. */
  readonly terms?: Registry<Term>;
  /** Plans the terms; `planTerm` when absent. */
  readonly planTerm?: typeof planTerm;
  /** Parsed scattering tables by the names of their files. */
  readonly tables?: Readonly<Record<string, ScatteringTable>> | undefined;
}

/** Largest resampling error without a warning. */
const MIN_REPORTED_ERROR = 1e-4;
/** Density of a material whose scattering table the user gives, g/cm^3. */
const DEFAULT_DENSITY = 1;
const DEFAULT_MOLAR_MASS = 18;

type NumberName = {
  [K in keyof typeof amorphousParameters]: (typeof amorphousParameters)[K]['type'] extends 'number' ? K : never;
}[keyof typeof amorphousParameters];

function checkNames(request: StageRequest): void {
  const unknown = Object.keys(request).find((name) => name !== 'kind' && !Object.hasOwn(amorphousParameters, name));
  if (unknown === undefined) return;
  throw usageError(
    `an amorphous background has no parameter '${unknown}'; it has ${Object.keys(amorphousParameters).join(', ')}`,
  );
}

const numberOf = (request: StageRequest, name: NumberName): number | undefined => {
  const value = request[name];
  if (value === undefined) return undefined;
  return checked(amorphousParameters, name, typeof value === 'number' ? value : Number.NaN);
};

/** Returns the material or the table that a request names. */
function matterOf({ material, file }: StageRequest, tables: BackgroundContext['tables'] = {}) {
  if ((material === undefined) === (file === undefined)) {
    throw usageError('an amorphous background names either a material or the file of a table');
  }
  if (typeof file === 'string') {
    const table = tables[file];
    if (!table)
      throw dataError(
        `background names the file '${file}', but its content was not passed; give it as the input backgroundTables`,
      );
    return { table, densityGPerCm3: DEFAULT_DENSITY, molarMassGPerMol: DEFAULT_MOLAR_MASS };
  }
  const known = Object.entries(MATERIALS).find(([name]) => name === material)?.[1];
  if (!known)
    throw usageError(`there is no material '${String(material)}'; there are ${Object.keys(MATERIALS).join(', ')}`);
  return { ...known, table: known.table() };
}

/** Molecules in the beam. A sample that is wider than the beam counts as wide as the beam. */
function moleculesOf(
  request: StageRequest,
  { densityGPerCm3, molarMassGPerMol }: { densityGPerCm3: number; molarMassGPerMol: number },
  { beamSize }: Pick<Beam, 'beamSize'>,
): number {
  const given = numberOf(request, 'molecules');
  if (given !== undefined) return given;
  const across = (name: 'widthMm' | 'heightMm'): number => {
    const size = numberOf(request, name);
    if (beamSize !== null) return Math.min(size ?? Number.POSITIVE_INFINITY, units.toMm(beamSize));
    if (size !== undefined) return size;
    throw usageError(`${name} of an amorphous background is missing, and the beam has no size to take instead`);
  };
  return moleculesIn({
    thicknessMm: numberOf(request, 'thicknessMm') ?? amorphousParameters.thicknessMm.default,
    widthMm: across('widthMm'),
    heightMm: across('heightMm'),
    densityGPerCm3: numberOf(request, 'densityGPerCm3') ?? densityGPerCm3,
    molarMassGPerMol: numberOf(request, 'molarMassGPerMol') ?? molarMassGPerMol,
  });
}

function endsOf({ ends = amorphousParameters.ends.default }: StageRequest): Ends {
  if (ends === 'hold' || ends === 'extrapolate') return ends;
  throw usageError(`ends of an amorphous background is hold or extrapolate, not '${String(ends)}'`);
}

interface PlannedBackground {
  readonly plan?: BackgroundPlan;
  readonly table?: TablePlan;
  readonly error?: number;
}

/** Plans the water background; returns nothing where its thickness is 0. */
function waterPlan(term: Term, { kind: _, ...params }: StageRequest, context: BackgroundContext): PlannedBackground {
  if (params.thicknessUm === undefined) throw usageError('a water background needs thicknessUm, a number');
  const { planTerm: plannedBy = planTerm } = context;
  const plan = plannedBy(term, { params }, context.derived);
  if (params.thicknessUm === 0) return {};
  const scale = waterScale(context.beam.fluence, context.compatibility);
  if (scale === undefined) return { plan: { ...plan, mode: 'each' } };
  const value = plan.constants.value as number;
  return { plan: { ...plan, constants: { value: value * scale }, mode: 'once' } };
}

/** Returns one background, as the plan of its term with the table that it looks up. */
async function planOf(request: StageRequest, name: string, context: BackgroundContext): Promise<PlannedBackground> {
  const { beam, tables, derived, terms = backgroundTerms, planTerm: plannedBy = planTerm } = context;
  const { kind, ...params } = request;
  if (kind === 'powder') {
    throw usageError(
      'the rings of a powder follow from files: load the experiment by loadExperiment or resolveFiles, or give kind: rings',
    );
  }
  const term = await termOf(terms, 'background', kind);
  if (term === water) return waterPlan(term, request, context);
  if (term === air) {
    const { table, ...planned } = airBackground(request, name, context);
    return { plan: { ...plannedBy(term, planned, derived), mode: 'elsewhere' }, table };
  }
  if (term !== amorphous) return { plan: { ...plannedBy(term, { params }, derived), mode: 'each' } };
  checkNames(request);
  const matter = matterOf(request, tables);
  const molecules = moleculesOf(request, matter, beam);
  const { constants, specialization, table, error } = amorphousBackground(
    matter.table,
    molecules,
    name,
    endsOf(request),
  );
  return { plan: { ...plannedBy(term, { constants, specialization }, derived), mode: 'each' }, table, error };
}

/**
 * Plans the backgrounds of an experiment.
 *
 * @throws BraggsimError (`usage`) for a kind, material or parameter that does not exist or has an impossible value,
 * (`data`) for a file whose content was not passed
 */
export async function planBackgrounds(
  requests: readonly StageRequest[],
  context: BackgroundContext,
): Promise<BackgroundPlans> {
  const planned = await Promise.all(
    requests.map((request, i) => aboutPart(`background[${i}]`, () => planOf(request, `amorphous${i}`, context))),
  );
  return {
    plans: planned.flatMap(({ plan }) => plan ?? []),
    tables: Object.fromEntries(planned.flatMap(({ table }) => (table ? [[table.layout.name, table]] : []))),
    warnings: planned.flatMap(({ error = 0 }, i) => {
      if (error < MIN_REPORTED_ERROR) return [];
      const message = `background ${i + 1}: the table is resampled in equal steps, at an error of up to ${error.toExponential(1)} of its largest amplitude`;
      return [{ id: 'table-resampled', message }];
    }),
  };
}
