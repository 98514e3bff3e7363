import { baseName } from '@braggsim/core/text';
import { type FileSource, wholeFile } from '../files/sources';
import { attempt, openImages } from './actions';
import { isCrystal, isExperiment, isGeometry, openCrystal, openExperiment, openGeometry } from './experiment-files';
import type { App } from './model';
import { addInputs } from './simulate-actions';

/** The names of all files, without their folders, that a value of an experiment may be; other texts are among them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [baseName(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Takes the files that the experiment names, such as a mask or a spectrum, as its own. @returns the others */
async function withoutInputs(app: App, sources: readonly FileSource[]): Promise<readonly FileSource[]> {
  const texts = new Set(textsIn(app.settings.get().experiment));
  const inputs = sources.filter((source) => texts.has(baseName(source.name)) && !isCrystal(source));
  if (inputs.length === 0) return sources;
  await attempt(app, async () => {
    const files = inputs.map(async (source) => [baseName(source.name), await wholeFile(source)] as const);
    addInputs(app, new Map(await Promise.all(files)));
    app.session.set({ problems: [] });
  });
  return sources.filter((source) => !inputs.includes(source));
}

/** Opens what a user has chosen or dropped: an experiment with its files, a crystal to simulate, or images. */
export async function openFiles(app: App, given: readonly FileSource[]): Promise<void> {
  const sources = given.some(isExperiment) ? given : await withoutInputs(app, given);
  const geometry = sources.find(isGeometry);
  const experiment = sources.find(isExperiment);
  const crystal = sources.find(isCrystal);
  if (geometry) {
    // Images that are dropped together with their geometry come first, so that their spots are shown on them.
    await openFiles(
      app,
      sources.filter((source) => source !== geometry),
    );
    await openGeometry(app, geometry);
  } else if (experiment) {
    await openExperiment(
      app,
      experiment,
      sources.filter((source) => source !== experiment),
    );
  } else if (crystal && sources.length === 1) await openCrystal(app, crystal);
  else await openImages(app, sources);
}
