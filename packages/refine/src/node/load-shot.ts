import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { dataError, isBraggsimError, type Mat3, units, vector, type Warning } from '@braggsim/core';
import { inFile, readInput, readText } from '@braggsim/core/node';
import { readExpt } from '@braggsim/detector-io/geometry';
import { type Experiment, type SimulationInputs, type Stages, withStages } from '@braggsim/experiment';
import { loadPlugins, orientationFrame, resolveFiles } from '@braggsim/experiment/node';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { parseOrientation } from '@braggsim/lattice';
import { indexRotationsOf, operationsOfHall } from '@braggsim/reflections/files';
import { nodeKernels } from '@braggsim/simulate/node';
import { resolveBeam } from '@braggsim/sources';
import { latticeOfRotations, refineOptions } from '../choices';
import { imagesOf, type ListFacts, listFacts } from '../experiment-list';
import type { Spot } from '../find-spots';
import type { RefineOptions, Shot } from '../refined-shot';
import { type ReflectionTable, readReflectionTable, tableWarnings } from '../reflection-table';
import { selectedExperiment } from '../selected-experiment';
import { indexedSpots, parseSpots } from '../table-spots';
import { measuredImage } from './measured-image';
import type { ShotFiles } from './shot-list';
import { withShotSpectrum } from './shot-spectrum';

/** A shot as it is asked for. */
export interface GivenShot {
  readonly files: ShotFiles;
  /** The experiment that the file of the shot gives; values of flags replace those of the file. */
  readonly experiment: Experiment;
  /** Fields that flags set: an experiment list does not replace them. */
  readonly flags: readonly string[];
  /** Files of plug-ins. */
  readonly plugins: readonly string[];
}

/** The model of a shot as its files describe it, and what its outputs are made from. */
export interface LoadedModel {
  readonly experiment: Experiment;
  readonly inputs: SimulationInputs;
  readonly stages: Stages;
  readonly options: RefineOptions;
  /** Rotations of the crystal's point group as they act on indices, where the space group is known. */
  readonly rotations: readonly Mat3[] | undefined;
  readonly facts: Partial<ListFacts>;
  /** Experiment list that the shot was started from, already reduced to its experiment. */
  readonly list?: { readonly text: string; readonly path: string; readonly geometry?: string | undefined } | undefined;
  readonly table?: ReflectionTable | undefined;
  readonly spots?: readonly Spot[] | undefined;
  readonly image: string;
  /** Measured images: all those of the experiment list of the shot, or the one that was named. */
  readonly images: readonly string[];
  /** Edge of the pixels of each panel, mm. */
  readonly pixelMm: readonly number[];
  readonly warnings: readonly Warning[];
}

const isReflectionTable = (path: string): boolean => /\.refl$/i.test(path);

/** Paths whose values in the file give way to those of an experiment list. */
const OF_LIST =
  /^(detector\.(?!sensor)|beam\.(wavelengthA|energyEv|polarization)$|goniometer\.|crystal\.(cell|matrix|misset)$)/;

/**
 * Reads all files of a shot but its image.
 *
 * @throws BraggsimError (`usage`), (`data`)
 */
export async function loadModel({ files, experiment: typed, flags, plugins }: GivenShot): Promise<LoadedModel> {
  const { list: listPath } = files;
  const stages = withStages(await loadPlugins(plugins));
  const listText =
    listPath === undefined
      ? undefined
      : inFile(listPath, () => selectedExperiment(readText(listPath, 'experiment list'), files.index ?? 0));
  const given = listText === undefined ? typed : withList(typed, listText, listPath as string, new Set(flags));
  const resolved = await resolveFiles(given);
  const oriented = listText === undefined ? resolved : withCrystal(resolved, listText, listPath as string, given);
  const { facts, warnings: ofFacts }: ReadFacts =
    listText === undefined ? { facts: {}, warnings: [] } : readFacts(listText, listPath as string);
  const sized = withDomains(oriented.experiment, facts, oriented.inputs);
  const seeded = typed.seed === undefined ? withoutSeed(sized) : sized;
  const ofFiles = { experiment: seeded, inputs: oriented.inputs };
  const { experiment, inputs } = files.spectrum === undefined ? ofFiles : withShotSpectrum(ofFiles, files.spectrum);
  const image = imagePath(files, listText, listPath);
  const panels = recordingPanels(resolveDetector(experiment.detector, experiment).value);
  const read = files.spots === undefined ? undefined : readSpots(files.spots, files.index);
  const group = pointGroup(facts.hallSymbol, listPath);
  const lattice = group.rotations && latticeOfRotations(group.rotations);
  return {
    experiment,
    inputs,
    stages,
    options: refineOptions(experiment.refine ?? {}, listPath !== undefined, lattice),
    rotations: group.rotations,
    facts,
    list:
      listText === undefined
        ? undefined
        : { text: listText, path: listPath as string, geometry: otherGeometry(given, listPath) },
    table: read?.table,
    spots: read?.spots,
    image,
    images: listText === undefined ? [image] : listedImages(listText, listPath as string),
    pixelMm: panels.map(({ pixelSize }) => units.toMm(pixelSize)),
    warnings: [...oriented.warnings, ...ofFacts, ...group.warnings, ...(read?.warnings ?? [])],
  };
}

/**
 * Reads the image of a model.
 *
 * @throws BraggsimError (`data`)
 */
export async function loadShot({ files }: GivenShot, model: LoadedModel): Promise<Shot> {
  const { experiment, inputs, stages, rotations, facts, image, spots, warnings } = model;
  const panels = recordingPanels(resolveDetector(experiment.detector, experiment).value);
  const { value: measurement, warnings: aboutMasks } = await measuredImage(image, experiment, facts, panels);
  return {
    experimentName: files.experiment ?? files.list ?? '',
    imageName: image,
    experiment,
    inputs,
    stages,
    kernels: nodeKernels,
    measurement,
    spots,
    rotations,
    warnings: [...warnings, ...aboutMasks],
  };
}

/** Returns the images of a list, named from the working folder. */
const listedImages = (text: string, list: string): string[] =>
  inFile(list, () => imagesOf(text, 0)).map((name) => (isAbsolute(name) ? name : join(dirname(list), name)));

/** Returns the facts of a list, with its mask named from the working folder, and a warning where the file of the mask is not there. */
function readFacts(text: string, list: string): ReadFacts {
  const { mask: name, ...facts } = inFile(list, () => listFacts(text, 0));
  if (name === undefined) return { facts, warnings: [] };
  const mask = isAbsolute(name) ? name : join(dirname(list), name);
  if (existsSync(mask)) return { facts: { ...facts, mask }, warnings: [] };
  const message = `${list}: its mask file '${name}' is not there, and all its pixels are used; give a mask with --mask`;
  return { facts, warnings: [{ id: 'mask-file', message }] };
}

/** The facts of an experiment list, and warnings of files that are not there. */
interface ReadFacts {
  readonly facts: Partial<ListFacts>;
  readonly warnings: readonly Warning[];
}

/** Returns a name of a file as another file in a folder gives it. */
export const nameFrom = (folder: string, path: string): string => relative(folder || '.', path) || path;

const withoutSeed = ({ seed: _seed, ...rest }: Experiment): Experiment => rest;

/** Returns the experiment with detector and beam of a list where flags say nothing else. */
function withList(typed: Experiment, text: string, path: string, flags: ReadonlySet<string>): Experiment {
  const kept = stripped(typed as Record<string, unknown>, '', (at) => OF_LIST.test(at) && !flags.has(at)) as Experiment;
  if (kept.detector?.model !== undefined) return kept;
  const found = inFile(path, () => readExpt(text));
  const beam = { ...found.beam, ...kept.beam };
  if (kept.beam?.energyEv !== undefined) delete (beam as { wavelengthA?: number }).wavelengthA;
  return { ...kept, detector: { ...found.detector, ...kept.detector }, beam };
}

function stripped(record: Record<string, unknown>, path: string, gone: (path: string) => boolean): object {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => {
      const at = path ? `${path}.${key}` : key;
      if (gone(at)) return [];
      const section = value !== null && typeof value === 'object' && !Array.isArray(value);
      return [[key, section ? stripped(value as Record<string, unknown>, at, gone) : value]];
    }),
  );
}

interface ResolvedFiles {
  readonly experiment: Experiment;
  readonly inputs: SimulationInputs;
  readonly warnings: readonly Warning[];
}

/** Returns the orientation of the crystal of a list, unless a flag gives another. */
function withCrystal(resolved: ResolvedFiles, text: string, path: string, given: Experiment): ResolvedFiles {
  const { experiment, inputs } = resolved;
  if (experiment.crystal?.matrix !== undefined || experiment.crystal?.cell !== undefined) return resolved;
  const detector = resolveDetector(experiment.detector, experiment).value;
  const model = given.detector?.model ?? path;
  const wavelengthA = units.toAngstrom(resolveBeam(experiment.beam).value.wavelength);
  const matrix = parseOrientation(text, { name: path, wavelengthA, ...orientationFrame(model, detector) });
  return {
    experiment,
    inputs: { ...inputs, matrix: matrix.value },
    warnings: [...resolved.warnings, ...matrix.warnings],
  };
}

/** Takes size and spread of the crystal from a list that has them, where the experiment says nothing. */
function withDomains(
  experiment: Experiment,
  { domainSizeA, mosaicHalfDeg }: Partial<ListFacts>,
  { matrix }: SimulationInputs,
): Experiment {
  const { crystal = {} } = experiment;
  const wavelengthA = units.toAngstrom(resolveBeam(experiment.beam).value.wavelength);
  const volume = matrix && wavelengthA ** 3 / Math.abs(vector.determinant(matrix));
  const size =
    domainSizeA !== undefined && volume && !crystal.cells && !crystal.sizeUm
      ? domainSizeA / Math.cbrt(volume)
      : undefined;
  const spread =
    mosaicHalfDeg !== undefined && mosaicHalfDeg > 0 && crystal.mosaic?.spreadDeg === undefined
      ? mosaicHalfDeg
      : undefined;
  return {
    ...experiment,
    crystal: {
      ...crystal,
      ...(size !== undefined && { cells: [size, size, size] as const }),
      ...(spread !== undefined && { mosaic: { ...crystal.mosaic, spreadDeg: spread } }),
    },
  };
}

/** Returns the rotations of indices under the point group that a list names; a symbol that is not understood is reported. */
function pointGroup(
  symbol: string | undefined,
  path: string | undefined,
): { readonly rotations: readonly Mat3[] | undefined; readonly warnings: readonly Warning[] } {
  if (symbol === undefined) return { rotations: undefined, warnings: [] };
  try {
    return { rotations: indexRotationsOf({ operations: operationsOfHall(symbol) }), warnings: [] };
  } catch (error) {
    if (!isBraggsimError(error, 'data')) throw error;
    const message = `${path}: the space group '${symbol.trim()}' is not understood, so its symmetry is taken from the cell; give --lattice`;
    return { rotations: undefined, warnings: [{ id: 'space-group', message }] };
  }
}

const otherGeometry = ({ detector }: Experiment, list: string | undefined): string | undefined =>
  detector?.model !== undefined && detector.model !== list && /\.expt$/i.test(detector.model)
    ? readText(detector.model, 'detector file')
    : undefined;

function imagePath({ image }: ShotFiles, listText: string | undefined, listPath: string | undefined): string {
  if (image !== undefined) return image;
  const [name] = listText === undefined ? [] : listedImages(listText, listPath as string);
  if (name === undefined) {
    throw dataError(
      `expected an image, found none named${listPath ? ` in ${listPath}` : ''}; give it after the experiment file`,
    );
  }
  return name;
}

function readSpots(
  path: string,
  index: number | undefined,
): { spots: Spot[]; table?: ReflectionTable; warnings: Warning[] } {
  if (!isReflectionTable(path))
    return { spots: inFile(path, () => parseSpots(readText(path, 'list of spots'))), warnings: [] };
  return inFile(path, () => {
    const table = readReflectionTable(readInput(path, 'reflection table'));
    return { spots: indexedSpots(table, index), table, warnings: tableWarnings(table, path) };
  });
}
