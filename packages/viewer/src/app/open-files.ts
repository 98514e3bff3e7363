import type { FileSource } from '../files/sources';
import { openImages } from './actions';
import { isCrystal, isExperiment, isGeometry, openCrystal, openExperiment, openGeometry } from './experiment-files';
import type { App } from './model';

/** Opens what a user has chosen or dropped: an experiment with its files, a crystal to simulate, or images. */
export async function openFiles(app: App, sources: readonly FileSource[]): Promise<void> {
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
