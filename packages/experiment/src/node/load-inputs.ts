import { abscissaOf, amorphousParameters, parseScatteringTable } from '@braggsim/background';
import { type Mat3, units, type Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { readInput, readPackedInput, readText } from '@braggsim/core/node';
import { type OrientationOptions, parseOrientation } from '@braggsim/lattice';
import { parseHkl, type Reflections, readCache } from '@braggsim/reflections';
import { parseSources, resolveBeam } from '@braggsim/sources';
import type { Experiment } from '../experiment';
import type { SimulationInputs } from '../inputs';

export interface LoadOptions {
  readonly streamReflections?: boolean;
  readonly largestIndex?: number;
  readonly mask?: Uint8Array;
  /** Structure amplitudes that were read or calculated before; the files that name them are left alone. */
  readonly reflections?: Reflections;
  /** The frame for orientations of other programs. */
  readonly frame?: Pick<OrientationOptions, 'lab' | 'turnMatrix' | 'spindle' | 'beam'>;
}

/** Reads and parses every file that an experiment names. */
export function loadInputs(experiment: Experiment, options: LoadOptions = {}): WithWarnings<SimulationInputs> {
  const { crystal, beam, background } = experiment;
  const reflections = options.reflections ?? loadReflections(experiment, options);
  const orientation = crystal?.matrix ? loadOrientation(crystal.matrix, beam, options) : undefined;
  const value = {
    ...(reflections && { reflections }),
    ...(orientation && { matrix: orientation.value }),
    ...(beam?.sources && { sources: parseSources(readText(beam.sources, 'source list'), beam.sources) }),
    ...(background && { backgroundTables: loadTables(background) }),
    ...(options.mask && { mask: options.mask }),
  };
  return { value, warnings: orientation?.warnings ?? NONE };
}

const NONE: readonly Warning[] = [];

function loadOrientation(name: string, beam: Experiment['beam'], { frame }: LoadOptions): WithWarnings<Mat3> {
  const wavelengthA = units.toAngstrom(resolveBeam(beam).value.wavelength);
  return parseOrientation(readText(name, 'orientation matrix'), { name, wavelengthA, ...frame });
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
