import type { CompatibilityMode, CompatibilityOption, CompatibilityOptionId } from '@braggsim/core/derived';
import { ingestHeader } from '@braggsim/detector-io';
import type { SimulationInputs } from '@braggsim/experiment';
import { parseMatrix } from '@braggsim/lattice';
import { parseHkl, readCache } from '@braggsim/reflections';
import { compatibilityDifferences } from '@braggsim/simulate';
import { parseSources } from '@braggsim/sources';
import { type LoadedCase, referenceInput } from '@braggsim/testkit';

const text = (file: string): string => new TextDecoder().decode(referenceInput(file));

/** Parses the files of a case. */
export function inputsOf({ experiment, argv }: LoadedCase): SimulationInputs {
  const maskFile = argv[argv.indexOf('-mask') + 1];
  const mask = argv.includes('-mask') && maskFile ? ingestHeader(referenceInput(maskFile), 'mask').mask : undefined;
  const { structureFactors, crystal, beam } = experiment;
  const { file, cache } = structureFactors ?? {};
  const reflections = file ? parseHkl(referenceInput(file)) : cache ? readCache(referenceInput(cache)) : undefined;
  return {
    ...(reflections && { reflections }),
    ...(crystal?.matrix && { matrix: parseMatrix(text(crystal.matrix)).value }),
    ...(mask && { mask }),
    ...(beam?.sources && { sources: parseSources(text(beam.sources)) }),
  };
}

/** Finds the compatibility options in which the corrected plan of a case differs from that of the C program. */
export function differencesFromC(c: LoadedCase): CompatibilityOption[] {
  const compat: CompatibilityMode = 'corrected';
  return compatibilityDifferences({ ...c.experiment, compat }, inputsOf(c), 'c');
}

/** Returns the flags that set compatibility options to the behaviour of the C program. */
export const restoringFlags = (options: readonly CompatibilityOption<CompatibilityOptionId>[]): string[] =>
  options.flatMap(({ id, c }) => ['-compatibility', `${id}=${c}`]);
