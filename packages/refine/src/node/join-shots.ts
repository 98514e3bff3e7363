import type { SimulationInputs } from '@braggsim/experiment';
import { amplitudeList } from '../amplitude-list';
import { amplitudeMtz } from '../amplitude-mtz';
import { refineTogether } from '../refine-together';
import type { RefinedShot } from '../refined-shot';
import { type SharedReport, shotReport } from '../report';
import { isNamed, type RefinedAlone } from '../shared-variables';
import type { Variable } from '../variables';
import { sharedNames } from './check-asked';
import { type LoadedModel, loadModel } from './load-shot';
import { isAmplitudeList, shotFiles, writeTogether } from './outputs';
import { exitCodeOf, type ShotDone, type ShotTask } from './run-shot';

/** The shots of a list after their joint refinement. */
export interface JoinedShots {
  readonly shots: readonly ShotDone[];
  readonly shared?: SharedReport;
}

type Waiting = ShotDone & { readonly refined: RefinedShot };

const isWaiting = (shot: ShotDone): shot is Waiting => shot.refined !== undefined;

/**
 * Refines the shots together that wait for it, and writes their outputs; the others stay as they are.
 *
 * @param taskOf what was asked for a shot
 * @throws BraggsimError (`interrupted`), (`data`) for files that cannot be read any more
 */
export async function joinShots(
  shots: readonly ShotDone[],
  taskOf: (shot: ShotDone) => ShotTask,
  signal?: AbortSignal,
): Promise<JoinedShots> {
  const waiting = shots.filter(isWaiting);
  const [first] = waiting;
  if (!first) return { shots };
  const models = await loadModels(waiting.map(taskOf));
  const finish = async (
    shot: Waiting,
    refined: RefinedShot,
    isShared: (variable: Variable) => boolean,
  ): Promise<ShotDone> => {
    const started = performance.now();
    await writeTogether(
      await shotFiles(taskOf(shot).outputs, shot.number, refined, models[waiting.indexOf(shot)] as LoadedModel),
    );
    const write = (performance.now() - started) / 1000;
    return {
      number: shot.number,
      report: shotReport(refined, { ...shot.report.seconds, write }, isShared),
      exitCode: exitCodeOf(refined),
      warnings: refined.warnings,
    };
  };
  const replaced = async (refined: readonly RefinedShot[], isShared: (variable: Variable) => boolean) => {
    const finished = new Map<number, ShotDone>();
    for (const [i, shot] of waiting.entries()) {
      finished.set(shot.number, await finish(shot, refined[i] as RefinedShot, isShared));
    }
    return shots.map((shot) => finished.get(shot.number) ?? shot);
  };
  const own = waiting.map(({ refined }) => refined);
  const writeAmplitudes = async (refined: readonly RefinedShot[]): Promise<void> => {
    const lists = taskOf(first).outputs.filter(isAmplitudeList);
    if (lists.length === 0) return;
    const { inputs, options } = models[0] as LoadedModel;
    const of = [refined, inputs.reflections, options.anomalous ?? false] as const;
    const bytesOf = (path: string) =>
      path.toLowerCase().endsWith('.mtz') ? amplitudeMtz(...of) : new TextEncoder().encode(amplitudeList(...of));
    await writeTogether(lists.map((path) => ({ path, bytes: bytesOf(path) })));
  };
  if (waiting.length < 2) {
    await writeAmplitudes(own);
    return { shots: await replaced(own, () => false) };
  }
  const names = sharedNames(models[0] as LoadedModel);
  const alone = own.map((refined, i): RefinedAlone => ({ refined, source: models[i] as LoadedModel }));
  const joint = await refineTogether(alone, names, (models[0] as LoadedModel).options, signal);
  await writeAmplitudes(joint.shots);
  return { shots: await replaced(joint.shots, (variable) => isNamed(names, variable)), shared: joint.shared };
}

/** Models of shots; those with the same structure factors have one table of them. */
async function loadModels(tasks: readonly ShotTask[]): Promise<LoadedModel[]> {
  const tables = new Map<string, SimulationInputs['reflections']>();
  const models: LoadedModel[] = [];
  for (const task of tasks) {
    const model = await loadModel(task);
    const { reflections } = model.inputs;
    const key = JSON.stringify(model.experiment.structureFactors ?? {});
    if (reflections && !tables.has(key)) tables.set(key, reflections);
    models.push(
      reflections ? { ...model, inputs: { ...model.inputs, reflections: tables.get(key) ?? reflections } } : model,
    );
  }
  return models;
}
