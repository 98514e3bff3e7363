import type { StructureTables } from '../table-values';
import { type BandRunner, bandRunner } from './band-runner';
import type { CompiledNest } from './generated-nest';

/**
 * Caches runners by code and tables: panels with the same code and tables share one, and a further shot only uploads
 * its numbers.
 */
export function runnerCache(): (compiled: CompiledNest, structure: StructureTables) => BandRunner {
  const runners = new WeakMap<StructureTables, Map<string, BandRunner>>();
  return ({ module, nest, key }, structure) => {
    const withTables = runners.get(structure) ?? new Map<string, BandRunner>();
    runners.set(structure, withTables);
    const runner = withTables.get(key) ?? bandRunner(module, nest, structure);
    withTables.set(key, runner);
    return runner;
  };
}
