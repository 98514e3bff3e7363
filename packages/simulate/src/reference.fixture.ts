import type { SimulationInputs } from '@braggsim/experiment';
import { parseMatrix } from '@braggsim/lattice';
import { parseHkl, readCache } from '@braggsim/reflections';
import { parseSources } from '@braggsim/sources';
import { agreementWithCase, type LoadedCase, referenceInput } from '@braggsim/testkit';
import { imageOf } from './cube.fixture';

const text = (file: string): string => new TextDecoder().decode(referenceInput(file));

/** Where the pixels of the mask images begin. */
const MASK_HEADER_BYTES = 512;

function maskOf(argv: readonly string[]): Uint8Array | undefined {
  const file = argv[argv.indexOf('-mask') + 1];
  if (!argv.includes('-mask') || file === undefined) return undefined;
  const bytes = new Uint8Array(referenceInput(file));
  return Uint8Array.from(new Uint16Array(bytes.buffer, MASK_HEADER_BYTES), (x) => Number(x !== 0));
}

/** Returns the files that a case names, parsed. */
export function inputsOf({ experiment, argv }: LoadedCase): SimulationInputs {
  const { structureFactors, crystal, beam } = experiment;
  const { file, cache } = structureFactors ?? {};
  const reflections = file ? parseHkl(referenceInput(file)) : cache ? readCache(referenceInput(cache)) : undefined;
  const mask = maskOf(argv);
  return {
    ...(reflections && { reflections }),
    ...(crystal?.matrix && { matrix: parseMatrix(text(crystal.matrix)).value }),
    ...(beam?.sources && { sources: parseSources(text(beam.sources)) }),
    ...(mask && { mask }),
  };
}

/** Returns how well the float image of a case as we compute it agrees with that of the C program. */
export const compareCase = async (c: LoadedCase) => agreementWithCase(c, await imageOf(c.experiment, inputsOf(c)));
