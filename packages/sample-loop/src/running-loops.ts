import type { FixedPlan, ShotPlan } from '@braggsim/core/kernel';

/** Loops of a plan that have more than one iteration; the others are not generated. */
export interface RunningLoops {
  /** Whether layers and subpixels together have more than one iteration. */
  readonly places: boolean;
  readonly sources: boolean;
  readonly orientations: boolean;
  /** Nodes of the reciprocal lattice near a sample; absent where no term is summed over any. */
  readonly nodes?: boolean;
  /**
   * Where the loop over sources runs, in relation to that over orientations, if the sources are channels of a spectrum: what
   * depends on their one direction is then computed outside it. Absent where sources may differ in anything.
   */
  readonly channels?: 'outside' | 'inside';
  /** Whether each tile has a list of the orientations whose spots may reach it, which alone run; absent where all run. */
  readonly listed?: true;
}

/** Tells whether nothing but spots has to be added for every source. */
export const addsSpotsAlone = ({ dMin, backgrounds }: Pick<FixedPlan, 'dMin' | 'backgrounds'>): boolean =>
  dMin === 0 && backgrounds.every(({ mode }) => mode === 'once');

/**
 * Returns where a loop over channels of a spectrum runs: inside the loop over orientations if nothing but spots has to be added
 * for every channel.
 */
export function channelLoop(
  fixed: Pick<FixedPlan, 'dMin' | 'backgrounds'>,
  { sources }: Pick<ShotPlan, 'sources'>,
  orientations: number,
): RunningLoops['channels'] {
  if (!sources.areChannels || sources.count === 1) return undefined;
  return orientations > 1 && addsSpotsAlone(fixed) ? 'inside' : 'outside';
}
