import { abscissaOf, amorphousParameters, parseScatteringTable } from '@braggsim/background';
import { type Mat3, units, type Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { type OrientationOptions, parseBlocks, parseOrientation } from '@braggsim/lattice';
import { parseHkl, type Reflections, readCache } from '@braggsim/reflections';
import type { FactorsByEnergy } from '@braggsim/reflections/by-energy';
import { parseSources, parseSpectrum, resolveBeam, type SpectrumFile, spectrumKind } from '@braggsim/sources';
import type { Experiment } from '../experiment';
import type { CrystalInputs, SimulationInputs } from '../inputs';
import { experimentSpectrum } from '../spectrum';
import type { InputFiles } from './input-files';

/** How the files of an experiment are read, and what of them is known already. */
export interface LoadOptions {
  readonly streamReflections?: boolean;
  readonly largestIndex?: number;
  readonly mask?: Uint8Array;
  /** Structure amplitudes that were read or calculated before; the files that name them are left alone. */
  readonly reflections?: Reflections;
  /** Structure factors that depend on energy, in place of amplitudes. */
  readonly byEnergy?: FactorsByEnergy;
  /** The frame for orientations of other programs. */
  readonly frame?: Pick<OrientationOptions, 'lab' | 'turnMatrix' | 'spindle' | 'beam'>;
}

/** Reads and parses every file that an experiment with one crystal names. */
export function loadInputs(
  files: InputFiles,
  experiment: Experiment,
  options: LoadOptions = {},
): WithWarnings<SimulationInputs> {
  const common = loadCommonInputs(files, experiment, options);
  const { value, warnings } = loadCrystalInputs(files, experiment, common.spectrum, options);
  return { value: { ...value, ...common }, warnings };
}

/** Reads the files of an experiment that do not concern a crystal. */
export function loadCommonInputs(
  files: InputFiles,
  { beam, background }: Experiment,
  { mask }: LoadOptions = {},
): SimulationInputs {
  const spectrum = loadSpectrum(files, beam);
  return {
    ...(beam?.sources && { sources: parseSources(files.text(beam.sources, 'source list'), beam.sources) }),
    ...(spectrum && { spectrum }),
    ...(background && { backgroundTables: loadTables(files, background) }),
    ...(mask && { mask }),
  };
}

/** Reads the files that the crystal of an experiment and its structure factors name. */
export function loadCrystalInputs(
  files: InputFiles,
  experiment: Experiment,
  spectrum: SpectrumFile | undefined,
  options: LoadOptions,
): WithWarnings<CrystalInputs> {
  const { crystal } = experiment;
  const { byEnergy } = options;
  const reflections = byEnergy ? undefined : (options.reflections ?? loadReflections(files, experiment, options));
  const orientation = crystal?.matrix
    ? loadOrientation(files, crystal.matrix, wavelengthA(experiment, spectrum), options)
    : undefined;
  const value = {
    ...(reflections && { reflections }),
    ...(byEnergy && { byEnergy }),
    ...(orientation && { matrix: orientation.value }),
    ...(crystal?.mosaic?.file && {
      blocks: parseBlocks(files.text(crystal.mosaic.file, 'mosaic blocks'), crystal.mosaic.file),
    }),
  };
  return { value, warnings: orientation?.warnings ?? NONE };
}

const NONE: readonly Warning[] = [];

function loadOrientation(
  files: InputFiles,
  name: string,
  wavelengthA: number,
  { frame }: LoadOptions,
): WithWarnings<Mat3> {
  return parseOrientation(files.text(name, 'orientation matrix'), { name, wavelengthA, ...frame });
}

/** Returns the spectrum that a file holds; undefined for a model. */
export function loadSpectrum(files: InputFiles, beam: Experiment['beam']): SpectrumFile | undefined {
  const { spectrum = {} } = beam ?? {};
  if (spectrum.file === undefined || spectrumKind(spectrum) !== undefined) return undefined;
  return parseSpectrum(files.text(spectrum.file, 'spectrum'), spectrum.file);
}

/** Returns the central wavelength (A) of an experiment. */
export function wavelengthA(experiment: Experiment, spectrum: SpectrumFile | undefined): number {
  const lines = experimentSpectrum(experiment, spectrum)?.linesOf(0);
  return units.toAngstrom(resolveBeam(experiment.beam, lines).value.wavelength);
}

/** Returns scattering tables by the names of their files. */
function loadTables(
  files: InputFiles,
  background: NonNullable<Experiment['background']>,
): NonNullable<SimulationInputs['backgroundTables']> {
  const entries = background.flatMap(({ file, abscissa = amorphousParameters.abscissa.default }) =>
    typeof file === 'string'
      ? [[file, parseScatteringTable(files.text(file, 'scattering table'), abscissaOf(abscissa), file)] as const]
      : [],
  );
  return Object.fromEntries(entries);
}

/** Reads the reflections of an experiment from their list, and writes the cache; without a list, from the cache. */
function loadReflections(
  files: InputFiles,
  { structureFactors = {} }: Experiment,
  options: LoadOptions,
): Reflections | undefined {
  const { file, cache } = structureFactors;
  if (file) {
    return parseHkl(files.unpacked(file, 'reflection file'), {
      name: file,
      ...(options.streamReflections && { stream: true }),
      ...(options.largestIndex && { maxIndex: options.largestIndex }),
    });
  }
  return cache ? readCache(files.bytes(cache, 'structure factor cache'), cache) : undefined;
}
