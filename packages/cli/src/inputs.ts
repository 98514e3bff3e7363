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
  const { crystal, beam } = experiment;
  const reflections = loadReflections(experiment, options);
  return {
    ...(reflections && { reflections }),
    ...(crystal?.matrix && {
      matrix: parseMatrix(readText(crystal.matrix, 'orientation matrix'), crystal.matrix).value,
    }),
    ...(beam?.sources && { sources: parseSources(readText(beam.sources, 'source list'), beam.sources) }),
    ...(options.mask && { mask: options.mask }),
  };
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
