/** Loops of a plan that have more than one iteration; the others are not generated. */
export interface RunningLoops {
  /** Whether layers and subpixels together have more than one iteration. */
  readonly places: boolean;
  readonly sources: boolean;
  readonly orientations: boolean;
  /** Nodes of the reciprocal lattice near a sample; absent where no term is summed over any. */
  readonly nodes?: boolean;
}
