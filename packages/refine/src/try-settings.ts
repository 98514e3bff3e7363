import { measuredCentroids } from './centroids';
import { centroidStart, firstState, problemOf, type ShotFit } from './fit-shot';
import { minimise } from './minimise';
import { shotModel } from './shot-model';

/** Evaluations that each setting gets. */
const EVALUATIONS = 4;
const COMMON_SIZE_FALL = 1;

/** The outcome of a few evaluations in each setting. */
export interface SettingTrials {
  /** Place of the setting with the lowest deviance. */
  readonly best: number;
  readonly deviances: readonly number[];
  readonly evaluations: number;
}

/** Fits each setting with a few evaluations: centroids, background and scale, then the pixels. */
export async function trySettings(fits: readonly ShotFit[]): Promise<SettingTrials> {
  const deviances: number[] = [];
  let evaluations = 0;
  for (const fit of fits) {
    const model = await shotModel(fit.experiment, fit.source, fit.variables, fit.pixels.boxes, fit);
    try {
      const x = centroidStart(fit, measuredCentroids(fit.pixels));
      const { photons } = await model.evaluate(x);
      const options = { tolerance: fit.tolerance, maxEvaluations: EVALUATIONS, stopBelow: COMMON_SIZE_FALL };
      const { deviance, evaluations: spent } = await minimise(
        problemOf(fit, model),
        firstState(fit, x, photons),
        options,
      );
      deviances.push(deviance);
      evaluations += spent + 1;
    } finally {
      await model.close();
    }
  }
  return { best: deviances.indexOf(Math.min(...deviances)), deviances, evaluations };
}
