import type { ExecutedCode } from '@braggsim/core/kernel';
import { type StructureTables, sameTables } from '../table-values';
import type { GeneratedNest } from './generated-nest';
import type { TileRunner } from './tile-runner';

/** Code besides WebAssembly for the nests of a run. */
export interface RunCode {
  /** Returns a runner that gives the bytes of WebAssembly, once there is code for a nest. */
  runnerOf(nest: GeneratedNest, tables: StructureTables, outputs: number): TileRunner | undefined;
  /**
   * Describes the code that computed a run.
   *
   * @param fraction of the bands that this code has computed
   */
  report(fraction: number): ExecutedCode;
}

/** Code besides WebAssembly by which derivatives may be computed. */
export interface TileCode {
  /**
   * Returns the code for the nests of a run.
   *
   * @param ms estimated time of the run in WebAssembly
   * @throws BraggsimError (`refused`) where such code is required and there is none
   */
  forRun(nests: readonly GeneratedNest[], ms: number): Promise<RunCode>;
}

/** A runner with the tables that it has in its memory. */
interface KeptRunner {
  readonly runner: TileRunner;
  readonly tables: StructureTables;
}

/** Keeps runners with their tables, one for each key: the next plan with the same ones only loads its numbers. */
export function keptRunners() {
  const kept = new Map<string, KeptRunner>();
  return {
    get: (key: string, tables: StructureTables, make: () => TileRunner): TileRunner => {
      const known = kept.get(key);
      if (known && sameTables(known.tables, tables)) return known.runner;
      const runner = make();
      kept.set(key, { runner, tables });
      return runner;
    },
    clear: () => kept.clear(),
  };
}
