import { isBraggsimError, usageError } from '@braggsim/core';
import { compatibilityOf, type Experiment, withStages } from '@braggsim/experiment';
import { derive } from '@braggsim/simulate';
import { ends, type Value } from '../../draws/distribution';
import { shotDraws, withDrawn } from '../../draws/draw-shot';
import type { Plan } from '../../plan/plan';
import { storedFrame } from '../../shot/transform';
import type { LoadedPlan } from '../load-plan';

/** Leaves out the sections whose files are read for each shot, for a derivation of the rest. */
const withoutFiles = ({ structureFactors: _, ...experiment }: Experiment): Experiment => ({
  ...experiment,
  background: [],
  crystal: { cell: [100], cells: [1, 1, 1], ...experiment.crystal },
});

/** Returns the ends of what a plan draws, field by field. */
export function endsOf({ vary, groups }: Plan): (readonly [path: string, value: Value])[] {
  const single = Object.entries(vary).flatMap(([path, { distribution }]) =>
    distribution.kind === 'rotation' || distribution.kind === 'direction' || distribution.kind === 'table'
      ? []
      : ends(distribution).map((value) => [path, value] as const),
  );
  const grouped = Object.values(groups).flatMap(({ fields, source }) =>
    source.kind === 'rows'
      ? source.rows.flatMap((row) => fields.map((path, i) => [path, row[i] as Value] as const))
      : [],
  );
  return [...single, ...grouped];
}

/**
 * Checks before a run that the experiment can have what the plan draws: each end of each distribution by itself, with all else as
 * the experiment has it, and the first shot.
 *
 * @throws BraggsimError (`usage`) naming all fields and values that cannot be
 */
export function checkDraws({ plan, tables, stages: plugins }: LoadedPlan): void {
  const inputs = {};
  const stages = withStages(plugins);
  const problems: string[] = [];
  const known = new Set<string>();
  const tryOne = (experiment: Experiment, what: string): void => {
    if (
      experiment.crystal?.matrix ||
      experiment.beam?.sources ||
      experiment.crystal?.mosaic?.file ||
      experiment.beam?.spectrum?.file
    )
      return;
    try {
      derive(withoutFiles(experiment), inputs, compatibilityOf(experiment), stages);
    } catch (error) {
      if (!isBraggsimError(error)) throw error;
      if (!known.has(error.message)) problems.push(`${what}: ${error.message}`);
      known.add(error.message);
    }
  };
  // What is wrong with all shots is wrong with the first, too, and is reported once.
  tryOne(shotDraws(plan, tables)(0).experiment, 'shot 0');
  const detector = derive(
    withoutFiles({ ...plan.experiment, crystal: { cell: [100], cells: [1, 1, 1] } }),
    inputs,
    compatibilityOf(plan.experiment),
    stages,
  ).derived.detector;
  for (const [path, value] of endsOf(plan)) {
    if (!/^(beam|detector|goniometer|crystal|scan|sampling)\./.test(path)) continue;
    tryOne(withDrawn(plan.experiment, path, value), `${path} = ${JSON.stringify(value)}`);
  }
  if (problems.length > 0) throw usageError(problems.join('\n'));
  if (plan.images !== 'none') storedFrame(plan.images.transform, [detector.pixelsSlow, detector.pixelsFast], 0);
}
