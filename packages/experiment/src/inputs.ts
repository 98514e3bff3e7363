import type { ScatteringTable } from '@braggsim/background';
import type { Mat3, SourceRow } from '@braggsim/core';
import type { Blocks } from '@braggsim/lattice';
import type { Reflections } from '@braggsim/reflections';
import type { FactorsByEnergy } from '@braggsim/reflections/by-energy';
import type { SpectrumFile } from '@braggsim/sources';

/** Parsed contents of the files that one crystal of an experiment names. */
export interface CrystalInputs {
  /** Structure factors of a reflection file or a cache. */
  readonly reflections?: Reflections;
  /** Structure factors that depend on the energy of the beam, in place of the list. */
  readonly byEnergy?: FactorsByEnergy;
  /** Proper rotations of the space group of the reflections, as they act on indices. */
  readonly indexRotations?: readonly Mat3[];
  readonly matrix?: Mat3;
  /** Mosaic blocks of the file that `crystal.mosaic.file` names. */
  readonly blocks?: Blocks;
}

/** Parsed contents of the files that an experiment names; the caller reads them. */
export interface SimulationInputs extends CrystalInputs {
  /** Inputs of each entry of `crystals`; an input that an entry lacks is the common one. */
  readonly crystals?: readonly CrystalInputs[];
  /** Tables of amorphous backgrounds by the names of their files. */
  readonly backgroundTables?: Readonly<Record<string, ScatteringTable>>;
  readonly sources?: readonly SourceRow[];
  readonly spectrum?: SpectrumFile;
  /** Pixels to compute, [slow, fast], panel after panel; zero leaves a pixel out. */
  readonly mask?: Uint8Array;
}
