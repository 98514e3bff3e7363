import { abscissaOf, amorphousParameters, parseScatteringTable } from '@braggsim/background';
import type { Experiment } from '@braggsim/core';
import { parseMatrix } from '@braggsim/lattice';
import { parseHkl, type Reflections, readCache } from '@braggsim/reflections';
import type { SimulationInputs } from '@braggsim/simulate';
import { parseSources } from '@braggsim/sources';
import { readInput, readPackedInput, readText } from './files';

export interface LoadOptions {
  readonly streamReflections?: boolean;
  readonly largestIndex?: number;
  readonly mask?: Uint8Array;
}

/** Reads and parses every file that an experiment names. */
export function loadInputs(experiment: Experiment, options: LoadOptions = {}): SimulationInputs {
  const { crystal, beam, background } = experiment;
  const reflections = loadReflections(experiment, options);
  return {
    ...(reflections && { reflections }),
    ...(crystal?.matrix && {
      matrix: parseMatrix(readText(crystal.matrix, 'orientation matrix'), crystal.matrix).value,
    }),
    ...(beam?.sources && { sources: parseSources(readText(beam.sources, 'source list'), beam.sources) }),
    ...(background && { backgroundTables: loadTables(background) }),
    ...(options.mask && { mask: options.mask }),
  };
}

/** Scattering tables by the names of their files. */
function loadTables(
  background: NonNullable<Experiment['background']>,
): NonNullable<SimulationInputs['backgroundTables']> {
  const entries = background.flatMap(({ file, abscissa = amorphousParameters.abscissa.default }) =>
    typeof file === 'string'
      ? [[file, parseScatteringTable(readText(file, 'scattering table'), abscissaOf(abscissa), file)] as const]
      : [],
  );
  return Object.fromEntries(entries);
}

/** The list wins over the cache, which is then written. */
function loadReflections({ structureFactors = {} }: Experiment, options: LoadOptions): Reflections | undefined {
  const { file, cache } = structureFactors;
  if (file) {
    return parseHkl(readPackedInput(file, 'reflection file'), {
      name: file,
      ...(options.streamReflections && { stream: true }),
      ...(options.largestIndex && { maxIndex: options.largestIndex }),
    });
  }
  return cache ? readCache(readInput(cache, 'structure factor cache'), cache) : undefined;
}
