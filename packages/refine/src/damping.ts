/** Damping of the first Levenberg-Marquardt step. */
export const FIRST_LAMBDA = 1e-3;
const LAMBDA_AFTER_FAILURE = 1e-4;
/** Damping beyond which no step is tried. */
export const LARGEST_LAMBDA = 1e8;
/** A rise of the deviance below this part of it is rounding, or the edge of a reflection's cell, and no failure. */
const NO_RISE = 1e-9;
/** A step that lowers the deviance by less is a last one. */
export const CONVERGED_FALL = 0.01;
/** Gradient in units of standard deviations below which no further fall can be expected. */
const FLAT = 1e-3;

/** Tells whether a step that takes the deviance from one value to another is accepted. */
export const isAccepted = (before: number, after: number): boolean => before - after >= -NO_RISE * Math.abs(before);

/** Returns the damping of the step that follows one that was accepted or not. */
export const nextLambda = (lambda: number, accepted: boolean): number =>
  accepted ? lambda * 0.1 : Math.max(LAMBDA_AFTER_FAILURE, lambda * 10);

/** Tells whether no unknown changes by more than a number of its standard deviations; those whose deviation is NaN do not count. */
export const isSmall = (change: Float64Array, errors: Float64Array, tolerance: number): boolean =>
  change.every(
    (value, i) => value === 0 || Number.isNaN(errors[i]) || Math.abs(value) <= tolerance * (errors[i] as number),
  );

/** Tells whether the score promises no further fall in any unknown whose standard deviation is a number. */
export const isFlat = (score: Float64Array, errors: Float64Array): boolean =>
  score.every((value, i) => !(Math.abs(value * (errors[i] as number)) > FLAT));
