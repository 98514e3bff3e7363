import type { ParameterTable } from '@braggsim/core';
import { didYouMean, isRecord, type Path } from '@braggsim/core/text';
import { builtinTables, type Experiment, type ExperimentTables } from '@braggsim/experiment';
import { ends, type ScalarDistribution } from '../draws/distribution';
import { fieldPaths, findField, valueProblem } from './fields';
import { drawOrder } from './order';
import type { Plan } from './plan';
import { defaultShardShots } from './plan';
import { readScalar } from './read-distribution';
import { contextOf, readGroups, readVary } from './read-fields';
import { readImages, readLabels } from './read-images';
import { expected, type Members, member, type Part, readFlag, readNumber, refuseOthers } from './reading';

/** Fields of a plan file besides those of an experiment. */
export const PLAN_FIELDS = [
  'extends',
  'shots',
  'vary',
  'groups',
  'hit',
  'lattices',
  'images',
  'labels',
  'shards',
] as const;

/** Largest seed of a data set. */
const MAX_SEED = 2 ** 31 - 2;
const MAX_SHOTS = Number.MAX_SAFE_INTEGER;
/** Largest number of lattices in one shot. */
const MAX_LATTICES = 100;

const ONE_LATTICE: ScalarDistribution = { kind: 'constant', value: 1 };
const NO_ANGLE: ScalarDistribution = { kind: 'constant', value: 0 };

/** What a plan file holds, once its fields of the experiment have been checked. */
export interface PlanData {
  readonly experiment: Experiment;
  /** Values of the fields of the plan by `PLAN_FIELDS`. */
  readonly fields: Members;
  readonly perShotStructureFactors?: unknown;
}

/**
 * Reads a plan and reports all that is wrong with it. Defaults are filled in.
 *
 * @param report receives each problem with the path of the part that has it
 * @returns the plan, which is to be used only where nothing was reported
 */
export function readPlan(
  { experiment, fields, perShotStructureFactors }: PlanData,
  report: (path: Path, message: string) => void,
  tables: ExperimentTables = builtinTables,
): Plan {
  const whole: Part = { value: fields, path: [], report };
  const context = contextOf(experiment, tables);
  if (experiment.output !== undefined) {
    report(['output'], 'output names files of one image: a data set has images.layout; leave output out');
  }
  const shots = readNumber(member(whole, 'shots'), { min: 1, max: MAX_SHOTS, whole: true }) ?? 1;
  const { seed = 0 } = experiment;
  if (seed > MAX_SEED) report(['seed'], `seed is a whole number from 0 to ${MAX_SEED}, not ${seed}`);
  const images = readImages(member(whole, 'images'));
  const plan: Plan = {
    experiment,
    seed,
    shots,
    vary: readVary(member(whole, 'vary'), context),
    groups: readGroups(member(whole, 'groups'), context),
    hitChance: readHit(member(whole, 'hit')),
    lattices: readLattices(member(whole, 'lattices')),
    perShotStructureFactors: readPerShot({
      value: perShotStructureFactors,
      path: ['structureFactors', 'perShot'],
      report,
    }),
    images,
    labels: readLabels(member(whole, 'labels'), images),
    shards: readShards(member(whole, 'shards'), shots),
  };
  checkSources(plan, report);
  checkConditions(plan, context.tables, report);
  return plan;
}

const readPerShot = (part: Part): boolean => (part.value === undefined ? false : (readFlag(part) ?? false));

function readHit(part: Part): number {
  if (part.value === undefined) return 1;
  if (!isRecord(part.value)) {
    expected(part, 'a record of chance');
    return 1;
  }
  refuseOthers(part, ['chance']);
  return readNumber(member(part, 'chance'), { min: 0, max: 1 }) ?? 1;
}

function readLattices(part: Part): Plan['lattices'] {
  const none = { count: ONE_LATTICE, angleDeg: NO_ANGLE };
  if (part.value === undefined) return none;
  if (!isRecord(part.value)) {
    expected(part, 'a record of count and angleDeg');
    return none;
  }
  refuseOthers(part, ['count', 'angleDeg']);
  const count = readScalar(member(part, 'count')) ?? ONE_LATTICE;
  const angleDeg = readScalar(member(part, 'angleDeg')) ?? NO_ANGLE;
  const counts = ends(count);
  const whole = counts.every((x) => Number.isInteger(x) && (x as number) >= 1 && (x as number) <= MAX_LATTICES);
  if (!whole || count.kind === 'uniform' || count.kind === 'logUniform' || count.kind === 'normal')
    expected(member(part, 'count'), `a distribution of whole numbers from 1 to ${MAX_LATTICES}`);
  if (!ends(angleDeg).every((x) => typeof x === 'number'))
    expected(member(part, 'angleDeg'), 'a distribution of numbers in deg');
  return { count, angleDeg };
}

function readShards(part: Part, shots: number): Plan['shards'] {
  const usual = { shots: defaultShardShots(shots) };
  if (part.value === undefined) return usual;
  if (!isRecord(part.value)) {
    expected(part, 'a record of shots');
    return usual;
  }
  refuseOthers(part, ['shots']);
  return { shots: readNumber(member(part, 'shots'), { min: 1, max: 1e6, whole: true }) ?? usual.shots };
}

/** Reports fields that two parts of a plan draw, or of which one holds the other. */
function checkSources({ vary, groups }: Plan, report: Part['report']): void {
  const sources: { readonly path: string; readonly where: Path }[] = [
    ...Object.keys(vary).map((path) => ({ path, where: ['vary', path] })),
    ...Object.entries(groups).flatMap(([name, { fields }]) =>
      fields.map((path) => ({ path, where: ['groups', name] })),
    ),
  ];
  for (const [i, { path, where }] of sources.entries()) {
    const other = sources.slice(0, i).find((one) => overlaps(one.path, path));
    if (!other) continue;
    const named = (at: Path) => at.join('.');
    report(where, `${path} is drawn twice, by ${named(other.where)} and by ${named(where)}: leave one of them out`);
  }
}

const overlaps = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

/** What conditions can test besides fields. */
const DRAWN: ParameterTable = {
  hit: { type: 'boolean', doc: 'Whether a crystal is in the beam' },
  lattices: { type: 'integer', min: 0, max: MAX_LATTICES, doc: 'Number of lattices, 0 for a miss' },
};

/** Reports conditions on fields that the plan neither draws nor sets, and conditions that depend on each other. */
function checkConditions(plan: Plan, tables: ExperimentTables, report: Part['report']): void {
  const { experiment, vary, groups } = plan;
  const owners = [
    ...Object.entries(vary).map(([path, { when }]) => ({ when, where: ['vary', path, 'when'] })),
    ...Object.entries(groups).map(([name, { when }]) => ({ when, where: ['groups', name, 'when'] })),
  ];
  for (const { when, where } of owners) {
    for (const { path, values = [] } of when) {
      const parameter = Object.hasOwn(DRAWN, path) ? DRAWN[path] : undefined;
      const field = parameter ? { parameter } : findField(path, experiment, tables);
      const problems = field ? values.flatMap((value) => valueProblem(field, path, value) ?? []) : [];
      for (const problem of problems) report([...where, path], problem);
      if (field) continue;
      const remedy = didYouMean(path, [...Object.keys(DRAWN), ...fieldPaths(experiment, tables)]);
      report([...where, path], `there is no field '${path}' to test${remedy}`);
    }
  }
  const { circle } = drawOrder(plan);
  if (circle) {
    const [first = ''] = circle;
    const where = Object.hasOwn(vary, first) ? ['vary', first] : ['groups', first.replace(/^groups\./, '')];
    report(where, `conditions go round in a circle: ${[...circle, first].join(' -> ')}; leave one of them out`);
  }
}
