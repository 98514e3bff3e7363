import type { FactorStore } from './model-factors';

/** Reads the files that an experiment names: from a disk, or out of those that a user has opened. */
export interface InputFiles {
  /** Reads a text. @param what description of the file, for messages @throws BraggsimError (`data`) where it cannot be read */
  text(path: string, what: string): string;
  /** Reads bytes as they are. @throws BraggsimError (`data`) where they cannot be read */
  bytes(path: string, what: string): Uint8Array;
  /** Reads bytes, unpacked where gzip is around them. @throws BraggsimError (`data`) where they cannot be read */
  unpacked(path: string, what: string): Uint8Array;
  /** Returns where amplitudes of models are kept; they are calculated each time where it is absent or returns nothing. */
  modelFactors?(): Promise<FactorStore | undefined>;
}
