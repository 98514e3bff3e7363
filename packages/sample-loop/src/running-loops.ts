/** Which loops of a plan run more than once; the others cost nothing. */
export interface RunningLoops {
  /** Layers and subpixels together. */
  readonly places: boolean;
  readonly sources: boolean;
  readonly orientations: boolean;
}
