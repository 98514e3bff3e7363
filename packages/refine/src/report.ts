import type { RefinedShot, ShotStatus } from './refined-shot';
import { finite, numberCovariance, refinedNumbers } from './shot-numbers';
import type { Variable } from './variables';

/** Times of a shot, which are all of a report that changes from run to run. */
export interface ShotSeconds {
  readonly read: number;
  readonly refine: number;
  readonly write: number;
}

/** Statuses from best to worst. */
const STATUSES: readonly ShotStatus[] = ['converged', 'stopped', 'poor', 'failed'];

/** Returns the worst status of shots, `converged` where there is none. */
export const worstStatus = (statuses: readonly ShotStatus[]): ShotStatus =>
  STATUSES[Math.max(0, ...statuses.map((status) => STATUSES.indexOf(status)))] as ShotStatus;

/** Returns the entry of a shot in a report, ready for JSON. */
export function shotReport(shot: RefinedShot, seconds: ShotSeconds, isShared?: (variable: Variable) => boolean) {
  return {
    experiment: shot.experimentName,
    image: shot.imageName,
    status: shot.status,
    ...(shot.failure && { failure: shot.failure.message }),
    evaluations: shot.evaluations,
    iterations: shot.iterations,
    seconds,
    boxes: shot.pixels.boxes.length,
    pixels: shot.pixels.count,
    masked: shot.pixels.masked,
    deviance: finite(shot.deviance),
    degreesOfFreedom: shot.degreesOfFreedom,
    sigmaZ: finite(shot.sigmaZ),
    rFactor: shot.rFactor,
    offsetsPx: shot.offsets,
    reciprocalVectorsPerA: shot.reciprocal,
    parameters: refinedNumbers(shot, isShared),
    covariance: numberCovariance(shot),
    undetermined: shot.undetermined
      .filter(({ exact }) => exact)
      .map(({ eigenvalue, direction, sentence }) => ({ eigenvalue, direction, sentence })),
    settings: shot.settings,
    outliers: shot.outliers,
    warnings: shot.warnings.map(({ message }) => message),
  };
}

export type ShotReport = ReturnType<typeof shotReport>;

/** The entry of a shot that could not be refined at all. */
export interface FailedShotReport {
  readonly experiment: string;
  readonly image: string;
  readonly status: 'failed';
  readonly failure: string;
  readonly seconds: ShotSeconds;
}

/** What all shots share, ready for JSON. */
export interface SharedReport {
  readonly parameters: ShotReport['parameters'];
  readonly covariance: ShotReport['covariance'];
  readonly undetermined: ShotReport['undetermined'];
  readonly warnings: readonly string[];
}

const NOTHING_SHARED: SharedReport = {
  parameters: [],
  covariance: { names: [], matrix: [] },
  undetermined: [],
  warnings: [],
};

/** Returns the report of a refinement. It is the same for the same input, but for the times. */
export function refinementReport(
  shots: readonly (ShotReport | FailedShotReport)[],
  shared: SharedReport = NOTHING_SHARED,
) {
  return { command: 'refine', status: worstStatus(shots.map(({ status }) => status)), shots, shared };
}
