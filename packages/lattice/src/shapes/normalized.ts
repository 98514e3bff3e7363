import type { Crystal } from '@braggsim/core/derived';

/** A spot with its value on the reciprocal lattice point. */
type Spot<F> = {
  readonly peak: number;
  readonly form: F;
};

/**
 * Scales a spot to the integral of a crystal, M, where the crystal asks for that.
 *
 * @param total number of unit cells M
 * @param integral integral of the spot as it is, over the reduced indices
 */
export const normalized = <F>(
  { normalize }: Pick<Crystal, 'normalize'>,
  spot: Spot<F>,
  total: number,
  integral: (spot: Spot<F>) => number,
): Spot<F> => (normalize ? { ...spot, peak: (spot.peak * total) / integral(spot) } : spot);
