import type { FileSource } from '../files/sources';
import { openImages } from './actions';
import { isCrystal, isExperiment, openCrystal, openExperiment } from './experiment-files';
import type { App } from './model';

/** Opens what a user has chosen or dropped: an experiment with its files, a crystal to simulate, or images. */
export async function openFiles(app: App, sources: readonly FileSource[]): Promise<void> {
  const experiment = sources.find(isExperiment);
  const crystal = sources.find(isCrystal);
  if (experiment) {
    await openExperiment(
      app,
      experiment,
      sources.filter((source) => source !== experiment),
    );
  } else if (crystal && sources.length === 1) await openCrystal(app, crystal);
  else await openImages(app, sources);
}
