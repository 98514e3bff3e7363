import { prepareShot } from '../refine-shot';
import { isNamed } from '../shared-variables';
import { type RefinedNumber, refinedNumbers } from '../shot-numbers';
import { startOf, withinBounds } from '../variables';
import { checkAsked } from './check-asked';
import { loadModel, loadShot } from './load-shot';
import type { ShotTask } from './run-shot';

/** What the refinement of a shot would start from. */
export interface ShotForecast {
  readonly experiment: string;
  readonly image: string;
  readonly boxes: number;
  readonly pixels: number;
  readonly masked: number;
  /** Indexings that would be tried. */
  readonly settings: number;
  readonly parameters: readonly Pick<
    RefinedNumber,
    'name' | 'unit' | 'start' | 'lower' | 'upper' | 'shared' | 'restraint'
  >[];
  readonly warnings: readonly string[];
  /** Why the refinement would fail: it has too few pixels. */
  readonly failure?: string;
}

/**
 * Reads all files of a shot, checks what is asked of it, and places its boxes, without computing or writing anything. What a refinement would refuse is thrown, and that it
 * would have too few pixels is reported.
 *
 * @throws BraggsimError (`usage`), (`data`)
 */
export async function forecastShot(task: ShotTask): Promise<ShotForecast> {
  const model = await loadModel(task);
  const { names, amplitudesLater } = checkAsked(task, model);
  const shot = await loadShot(task, model);
  const { preparation, starts, pixels, tooFew } = await prepareShot(shot, { ...model.options, amplitudesLater });
  const { variables = [] } = starts[0] ?? {};
  const size = variables.length;
  const start = {
    variables,
    x: withinBounds(variables, variables.map(startOf)),
    covariance: { matrix: { size, values: new Float64Array(size * size) }, determined: variables.map(() => false) },
    sigmaZ: 0,
    restrained: model.options.restraints,
  };
  const numbers = refinedNumbers(start, (variable) => task.ofSeveral && isNamed(names, variable));
  const warnings = [...(shot.warnings ?? []), ...preparation.model.built.warnings];
  return {
    experiment: shot.experimentName,
    image: shot.imageName,
    boxes: pixels.boxes.length,
    pixels: pixels.count,
    masked: pixels.masked,
    settings: starts.length,
    parameters: numbers.map(({ name, unit, start, lower, upper, shared, restraint }) => {
      return { name, unit, start, lower, upper, shared, restraint };
    }),
    warnings: warnings.map(({ message }) => message),
    ...(tooFew && { failure: tooFew.message }),
  };
}
