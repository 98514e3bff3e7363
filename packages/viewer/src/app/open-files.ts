import { baseName } from '@braggsim/core/text';
import type { Experiment } from '@braggsim/experiment';
import { namesakes } from '../files/namesakes';
import { type FileSource, wholeFile } from '../files/sources';
import { namedByExperiment, namedByMasks } from '../simulate/needed-files';
import { attempt, openImages, report } from './actions';
import {
  isCrystal,
  isExperiment,
  isGeometry,
  openCrystal,
  openGeometry,
  readExperiment,
  showExperiment,
} from './experiment-files';
import type { App } from './model';
import { addInputs } from './simulate-actions';

/** Files by what becomes of them. */
interface Sorted {
  /** Contents of those that an experiment needs, by their names without folders. */
  readonly needed: ReadonlyMap<string, Uint8Array>;
  readonly others: readonly FileSource[];
}

/**
 * Checks the names of files that are opened together.
 *
 * @throws Error that names files of an experiment which only their folders tell apart
 */
function checkNames(taken: readonly FileSource[]): void {
  for (const same of namesakes(taken.map(({ name }) => name))) {
    throw new Error(
      `${same.join(' and ')} have the same name, by which an experiment finds its files here: open the one that it means without the other`,
    );
  }
}

/** Takes the files that an experiment needs out of others: those that it names, such as a spectrum, and those that its masks name. */
async function sortedFor(experiment: Experiment, { session }: App, given: readonly FileSource[]): Promise<Sorted> {
  const take = (names: readonly string[]) =>
    Promise.all(
      given
        .filter(({ name }) => names.includes(baseName(name)))
        .map(async (source) => [baseName(source.name), await wholeFile(source)] as const),
    );
  const names = namedByExperiment(experiment);
  const named = await take(names);
  const known = [...session.get().inputs, ...named].filter(([name]) => names.includes(name));
  const needed = new Map([...named, ...(await take(await namedByMasks(new Map(known))))]);
  checkNames(given.filter(({ name }) => needed.has(baseName(name))));
  return { needed, others: given.filter(({ name }) => !needed.has(baseName(name))) };
}

/** Returns an experiment with what the file describes that it names as its detector, which must be open or among others. */
async function withDetectorOf(given: Experiment, { session }: App, beside: readonly FileSource[]) {
  const none = { experiment: given, file: undefined, warnings: [] };
  if (given.detector?.model === undefined) return none;
  const { detectorFileOf, withOpenedDetector } = await import('../simulate/detector-file');
  const file = detectorFileOf(given);
  if (file === undefined) return none;
  const described = beside.filter(({ name }) => baseName(name) === file);
  checkNames(described);
  const [source] = described;
  const bytes = source ? await wholeFile(source) : session.get().inputs.get(file);
  const names = new Set([...beside.map(({ name }) => baseName(name)), ...session.get().inputs.keys()]);
  const text = bytes && new TextDecoder().decode(bytes);
  return { ...withOpenedDetector(given, text, (name) => names.has(name)), file };
}

/** Opens an experiment with the files that it needs, and images beside it. */
async function openWithExperiment(app: App, source: FileSource, beside: readonly FileSource[]): Promise<void> {
  const { experiment, file, warnings } = await withDetectorOf(await readExperiment(source), app, beside);
  const { needed, others: unnamed } = await sortedFor(experiment, app, beside);
  const others = unnamed.filter(({ name }) => baseName(name) !== file);
  const images = others.filter((other) => !isGeometry(other) && !isCrystal(other));
  // Images come first, since they change the mode.
  await openImages(app, images);
  addInputs(app, needed);
  showExperiment(app, experiment);
  const unused = others.filter(isCrystal).map(({ name }) => name);
  report(
    app,
    ...warnings,
    ...unused.map((name) => `${name} is not used, since ${source.name} does not name it: open it afterwards by itself`),
  );
  for (const geometry of others.filter(isGeometry)) await openGeometry(app, geometry);
}

/** Opens files that belong to the experiment of the page, and others for what they are. */
async function openBesideExperiment(app: App, given: readonly FileSource[]): Promise<void> {
  const { needed, others } = await sortedFor(app.settings.get().experiment, app, given);
  await openOthers(app, others);
  if (needed.size === 0) return;
  addInputs(app, needed);
  const { mode } = app.settings.get();
  const isSeen = mode === 'simulate' || mode === 'refine';
  if (!isSeen)
    report(app, `taken as files of the experiment, for Simulate and Refine: ${[...needed.keys()].join(', ')}`);
}

async function openOthers(app: App, sources: readonly FileSource[]): Promise<void> {
  const geometry = sources.find(isGeometry);
  const crystal = sources.find(isCrystal);
  if (geometry) {
    // Images that are dropped together with their geometry come first, so that their spots are shown on them.
    await openOthers(
      app,
      sources.filter((source) => source !== geometry),
    );
    await openGeometry(app, geometry);
  } else if (crystal && sources.length === 1) await openCrystal(app, crystal);
  else await openImages(app, sources);
}

/** Opens what a user has chosen or dropped: an experiment with its files, a crystal to simulate, or images. */
export async function openFiles(app: App, given: readonly FileSource[]): Promise<void> {
  const experiment = given.find(isExperiment);
  // What is opened now may be what earlier problems ask for, or take the place of what they are about.
  app.session.set({ problems: [] });
  await attempt(app, () =>
    experiment
      ? openWithExperiment(
          app,
          experiment,
          given.filter((source) => source !== experiment),
        )
      : openBesideExperiment(app, given),
  );
}
