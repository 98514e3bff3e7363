import type { KernelOptions, PanelPlan, Plan, PlanDerivative } from '@braggsim/core/kernel';
import { NO_LOOPS } from '@braggsim/formula/graph';
import {
  codeKey,
  identityOf,
  imageGraph,
  isAffine,
  loopTables,
  type PlanTerms,
  panelDirections,
  planRow,
  seriesOrder,
  shapeReach,
  shotExtent,
  termsOf,
} from '@braggsim/sample-loop';
import { type StructureTables, tableValues } from '../table-values';
import type { PanelShot } from './band-runner';
import { type GeneratedNest, generatedNest, type ModuleCache } from './generated-nest';
import { longLoops, loopCounts, nestOptionsOf, runningOf } from './panel';
import { choosePrecision, type PanelArithmetic } from './precision';

/** One panel of a plan and its derivatives, ready to be computed. */
export interface DerivativePanel {
  readonly compiled: GeneratedNest;
  readonly numbers: PanelShot;
  /** Tables that the nest reads besides those of the plan. */
  readonly tables: StructureTables;
  readonly arithmetic: PanelArithmetic;
}

/**
 * Prepares the derivatives of one panel.
 *
 * @param made tables of the shot that all panels share
 */
export function derivativePanel(
  plan: Plan,
  index: number,
  by: readonly PlanDerivative[],
  terms: PlanTerms,
  options: KernelOptions,
  modules: ModuleCache,
  made: Map<string, Float64Array>,
): DerivativePanel {
  const { fixed, shot } = plan;
  const panel = fixed.panels[index] as PanelPlan;
  const surface = terms.surfaces[index] as PlanTerms['surfaces'][number];
  const counts = loopCounts(fixed, shot);
  const running = runningOf(counts);
  const directions = panelDirections(plan, index, by, running);
  const subject = { fixed, panel, terms: { ...terms, surface } };
  const { precision: asked = 'auto' } = options;
  const identities = termsOf(terms, surface).map(identityOf);
  const extent = shotExtent(shot);
  const arithmetic = choosePrecision(
    { ...options, precision: asked === 'auto' ? 'double' : asked },
    { fixed, panel, terms, extent, running, isAffine: () => isAffine(panel, surface) },
  );
  const { precision } = arithmetic;
  const order = seriesOrder(fixed, panel, extent.spread, precision);
  const batched = precision === 'double' ? NO_LOOPS : longLoops(counts);
  const tables = [...Object.values(fixed.tables), ...Object.values(directions.tables)];
  const nestOptions = nestOptionsOf({ running, precision, batched }, tables, options);
  const patterns = directions.patterns.map(({ inputs, tables }) => [[...inputs], [...tables]]);
  const generated = `${nestOptions.relaxed} ${codeKey({ fixed, terms }, panel, running, precision, batched)} ${order} ${JSON.stringify(patterns)}`;
  const key = `${identities} ${generated}`;
  const compile = (): GeneratedNest => {
    const variant = { running, precision, seriesOrder: order, directions: directions.patterns };
    return generatedNest(key, `derivatives ${generated}`, nestOptions, () => imageGraph(subject, variant));
  };
  const compiled = modules(key, compile);
  const reach = shapeReach(fixed, terms) ?? [];
  return {
    compiled,
    arithmetic,
    numbers: {
      planValues: planRow(compiled.nest.planNames, fixed, panel, reach, directions.planValues)(shot),
      tables: loopTables(compiled.nest, fixed, panel, shot, made, directions),
      counts,
    },
    tables: tableValues(directions.tables),
  };
}
