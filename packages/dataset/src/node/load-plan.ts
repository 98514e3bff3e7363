import type { Stage, Warning } from '@braggsim/core';
import { valueAt } from '@braggsim/core/text';
import { type Experiment, FILE_FIELDS, STAGE_FILE, withStages } from '@braggsim/experiment';
import { calculatingInputs, resolveFiles } from '@braggsim/experiment/node';
import { resolveDetector } from '@braggsim/geometry';
import { nodeKernels, readMaskFiles, readStageImage } from '@braggsim/simulate/node';
import type { Tables } from '../draws/draw-shot';
import type { Plan } from '../plan/plan';
import { unstoredArrays } from '../plan/stored-arrays';
import { type LoadedInputs, refusePanels, type ShotResources } from '../shot/make-shot';
import { readPlanFile } from './read-plan-file';
import { readTables } from './read-tables';

/** A plan with its tables, whose experiment is completed from the files that it names. */
export interface LoadedPlan {
  /** The plan as its file has it. */
  readonly given: Plan;
  /** The plan with the detector of a detector file in its experiment. */
  readonly plan: Plan;
  readonly tables: Tables;
  readonly stages: readonly Stage[];
  readonly warnings: readonly Warning[];
}

/**
 * Reads a plan file, its tables, and the detector file that it names.
 *
 * @throws BraggsimError (`usage`) naming every problem, and for a detector of several panels, (`data`) for a file that cannot be read
 */
export async function loadPlan(file: string, stages: readonly Stage[] = []): Promise<LoadedPlan> {
  const { plan: given } = await readPlanFile(file, stages);
  const { tables, warnings } = await readTables(given);
  const { structureFactors: _, crystal: __, ...others } = given.experiment;
  const { experiment: resolved } = await resolveFiles({ ...others, seed: given.seed });
  const { detector, beam, scan } = resolved;
  const experiment: Experiment = {
    ...given.experiment,
    seed: given.seed,
    ...(detector && { detector }),
    ...(beam && { beam }),
    ...(scan && { scan }),
  };
  refusePanels(experiment);
  return { given, plan: { ...given, experiment }, tables, stages, warnings: [...warnings, ...unstoredArrays(given)] };
}

/** Returns the names of the files of an experiment, and what else of its structure factors decides about its inputs. */
function inputsKey(experiment: Experiment, perShot: boolean): string {
  const named = [...FILE_FIELDS].map((path) => valueAt(experiment, path) ?? null);
  const staged = (experiment.background ?? []).map((stage) => [stage[STAGE_FILE] ?? null, stage.abscissa ?? null]);
  return JSON.stringify([
    named,
    staged,
    experiment.structureFactors ?? null,
    ...(perShot ? [experiment.beam ?? null] : []),
  ]);
}

/** Number of sets of inputs that stay in memory. */
const MAX_KEPT = 256;

/**
 * Creates the reader of the files of shots. Each set of files is read once; structure factors are calculated at the wavelength
 * of the plan's own experiment unless the plan asks for that of each shot.
 */
function inputsReader(given: Plan, { experiment: common, perShotStructureFactors }: Plan): ShotResources['load'] {
  const model = given.experiment.detector?.model;
  const kept = new Map<string, Promise<LoadedInputs>>();
  return (experiment) => {
    const key = inputsKey(experiment, perShotStructureFactors);
    const known = kept.get(key);
    if (known) return known;
    const asked = perShotStructureFactors ? experiment : { ...experiment, ...(common.beam && { beam: common.beam }) };
    // The frame of an orientation file is that of the detector file beside it.
    const detector = { ...asked.detector, ...(model !== undefined && { model }) };
    // Amplitudes at the wavelength of a shot are not asked for again.
    const files = perShotStructureFactors ? calculatingInputs : undefined;
    const loading = resolveFiles({ ...asked, detector }, undefined, files).then(({ experiment: resolved, inputs }) => {
      const cell = resolved.crystal?.cell;
      return { inputs, ...(cell && { cell }) };
    });
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value as string);
    kept.set(key, loading);
    return loading;
  };
}

/**
 * Gathers what the shots of a plan are made with on Node.
 *
 * @throws BraggsimError (`data`) for masks that cannot be read
 */
export async function shotResources(
  { given, plan, tables, stages }: LoadedPlan,
  { signal, native, reuse }: Pick<ShotResources, 'signal' | 'native' | 'reuse'> = {},
): Promise<ShotResources> {
  const { detector } = plan.experiment;
  const { pixelsFast, pixelsSlow } = resolveDetector(detector, plan.experiment).value;
  const masks = await readMaskFiles(detector?.mask ?? [], { pixelsFast, pixelsSlow });
  return {
    stages: withStages(stages),
    kernels: nodeKernels,
    tables,
    load: inputsReader(given, plan),
    readout: { readImage: readStageImage },
    ...(masks && { masks: masks.masksFor([[pixelsSlow, pixelsFast]]) }),
    ...(signal && { signal }),
    ...(native && { native }),
    ...(reuse && { reuse }),
  };
}
