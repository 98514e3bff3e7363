import { dirname, isAbsolute, join, relative } from 'node:path';
import { dataError, isBraggsimError, type Mat3, type Stage, units, vector, type Warning } from '@braggsim/core';
import type { PixelMask } from '@braggsim/core/derived';
import { inFile, readInput, readText } from '@braggsim/core/node';
import { readExpt } from '@braggsim/detector-io/geometry';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { orientationFrame, resolveFiles } from '@braggsim/experiment/node';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { parseOrientation } from '@braggsim/lattice';
import {
  imagesOf,
  indexedSpots,
  type ListFacts,
  listFacts,
  type Measurement,
  parseSpots,
  type RefineOptions,
  type ReflectionTable,
  readReflectionTable,
  type Shot,
  type Spot,
  tableWarnings,
} from '@braggsim/refine';
import { indexRotationsOf, operationsOfHall } from '@braggsim/reflections/files';
import { resolveBeam } from '@braggsim/sources';
import type { Arguments } from '../../terminal/subcommand';
import { givenExperiment } from '../experiment-options';
import { readImage } from '../read-image';
import { calibrationOf, latticeOfRotations, refineOptions } from './choices';
import { selectedExperiment } from './selected-experiment';
import type { ShotFiles } from './shot-list';
import { withShotSpectrum } from './shot-spectrum';

/** A shot with everything that was read for it, and what its outputs are made from. */
export interface LoadedShot {
  readonly shot: Shot;
  readonly options: RefineOptions;
  /** Experiment list that the shot was started from, already reduced to its experiment. */
  readonly list?: { readonly text: string; readonly path: string; readonly geometry?: string | undefined } | undefined;
  readonly table?: ReflectionTable | undefined;
  readonly images: readonly string[];
  /** Edge of the pixels of each panel, mm. */
  readonly pixelMm: readonly number[];
}

/** What the command line says besides the files of a shot. */
export interface ShotArguments {
  readonly options: Arguments['options'];
  readonly plugins?: readonly Stage[] | undefined;
  /** Experiment list to start from. */
  readonly start?: string | undefined;
}

const isReflectionTable = (path: string): boolean => /\.refl$/i.test(path);

/** Paths whose values in the file give way to those of an experiment list. */
const OF_LIST =
  /^(detector\.(?!sensor)|beam\.(wavelengthA|energyEv|polarization)$|goniometer\.|crystal\.(cell|matrix|misset)$)/;

/**
 * Reads all files of a shot.
 *
 * @throws BraggsimError (`usage`), (`data`)
 */
export async function loadShot(files: ShotFiles, { options, plugins = [], start }: ShotArguments): Promise<LoadedShot> {
  const listPath = files.list ?? start;
  const positionals = files.experiment === undefined ? [] : [files.experiment];
  const { experiment: typed, origins } = await givenExperiment({ positionals, options, plugins });
  const listText =
    listPath === undefined
      ? undefined
      : inFile(listPath, () => selectedExperiment(readText(listPath, 'experiment list'), files.index ?? 0));
  const fromFlag = (path: string) => origins.get(path) !== files.experiment;
  const given = listText === undefined ? typed : withList(typed, listText, listPath as string, fromFlag);
  const resolved = await resolveFiles(given);
  const oriented = listText === undefined ? resolved : withCrystal(resolved, listText, listPath as string, given);
  const facts: Partial<ListFacts> = listText === undefined ? {} : listFacts(listText, 0);
  const sized = withDomains(oriented.experiment, facts, oriented.inputs);
  const experiment = typed.seed === undefined ? withoutSeed(sized) : sized;
  const { inputs, warnings: spectrumWarnings } =
    files.spectrum === undefined
      ? { inputs: oriented.inputs, warnings: [] }
      : withShotSpectrum({ experiment, inputs: oriented.inputs }, files.spectrum);
  const image = imagePath(files, listText, listPath);
  const detector = resolveDetector(experiment.detector, experiment).value;
  const panels = recordingPanels(detector);
  const measurement = await measured(image, experiment, facts, panels);
  const read = files.spots === undefined ? undefined : readSpots(files.spots, files.index);
  const group = pointGroup(facts.hallSymbol, listPath);
  const lattice = group.rotations && latticeOfRotations(group.rotations);
  return {
    shot: {
      experimentName: files.experiment ?? listPath ?? '',
      imageName: image,
      experiment,
      inputs,
      measurement,
      spots: read?.spots,
      rotations: group.rotations,
      warnings: [...oriented.warnings, ...spectrumWarnings, ...group.warnings, ...(read?.warnings ?? [])],
    },
    options: refineOptions(experiment.refine ?? {}, listPath !== undefined, lattice),
    list:
      listText === undefined
        ? undefined
        : { text: listText, path: listPath as string, geometry: otherGeometry(given, listPath) },
    table: read?.table,
    images:
      listText === undefined
        ? [image]
        : imagesOf(listText, 0).map((name) => (isAbsolute(name) ? name : join(dirname(listPath as string), name))),
    pixelMm: panels.map(({ pixelSize }) => units.toMm(pixelSize)),
  };
}

/** A name of a file as another file in a folder gives it. */
export const nameFrom = (folder: string, path: string): string => relative(folder || '.', path) || path;

const withoutSeed = ({ seed: _seed, ...rest }: Experiment): Experiment => rest;

/** The experiment with detector and beam of a list where flags say nothing else. */
function withList(typed: Experiment, text: string, path: string, fromFlag: (path: string) => boolean): Experiment {
  const kept = stripped(typed as Record<string, unknown>, '', (at) => OF_LIST.test(at) && !fromFlag(at)) as Experiment;
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

/** The orientation of the crystal of a list, unless a flag gives another. */
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

/** Size and spread of the crystal from a list that has them, where the experiment says nothing. */
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

/** Rotations of indices under the point group that a list names; a symbol that is not understood is reported. */
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
  const [name] = listText === undefined ? [] : imagesOf(listText, 0);
  if (name === undefined) {
    throw dataError(
      `expected an image, found none named${listPath ? ` in ${listPath}` : ''}; give it after the experiment file`,
    );
  }
  return isAbsolute(name) ? name : join(dirname(listPath as string), name);
}

/** Largest value of 16 bits, which overloads have. */
const FULL_16_BITS = 0xffff;

async function measured(
  path: string,
  experiment: Experiment,
  facts: Partial<ListFacts>,
  panels: ReturnType<typeof recordingPanels>,
): Promise<Measurement> {
  const image = await readImage(path);
  const { refine = {} } = experiment;
  const sizes = (list: readonly { pixelsFast: number; pixelsSlow: number }[]) =>
    list.map((one) => `${one.pixelsSlow} x ${one.pixelsFast}`).join(', ');
  const found = image.panels.map(({ shape: [pixelsSlow, pixelsFast] }) => ({ pixelsSlow, pixelsFast }));
  if (sizes(found) !== sizes(panels)) {
    throw dataError(
      `${path}: expected ${sizes(panels)} pixels (slow x fast), as the experiment says, found ${sizes(found)}`,
    );
  }
  const mask = refine.mask === undefined ? undefined : await readMask(refine.mask, found);
  const sixteen = image.panels[0]?.pixels instanceof Uint16Array;
  const largest = image.facts?.saturation ?? (sixteen ? FULL_16_BITS - 1 : Number.POSITIVE_INFINITY);
  const trusted = (refine.trusted as readonly [number, number] | undefined) ??
    facts.trusted ?? [Number.NEGATIVE_INFINITY, Math.min(largest, sixteen ? FULL_16_BITS - 1 : largest)];
  return {
    panels: image.panels.map((panel, p) => {
      const [pixelsSlow, pixelsFast] = panel.shape;
      return { values: panel.pixels, pixelsSlow, pixelsFast, mask: joined(panel.mask, gapMask(panels[p]), mask?.[p]) };
    }),
    calibration: calibrationOf(experiment, facts),
    trusted,
  };
}

/** Non-zero in gaps of a panel. */
function gapMask(panel: ReturnType<typeof recordingPanels>[number] | undefined): PixelMask | undefined {
  if (!panel || panel.gaps.length === 0) return undefined;
  const mask = new Uint32Array(panel.pixelsFast * panel.pixelsSlow);
  for (const { fast, slow } of panel.gaps) {
    for (let row = slow[0]; row < slow[1]; row++) {
      mask.fill(1, row * panel.pixelsFast + fast[0], row * panel.pixelsFast + fast[1]);
    }
  }
  return mask;
}

function joined(...masks: readonly (PixelMask | undefined)[]): PixelMask | undefined {
  const [first, ...others] = masks.filter((mask) => mask !== undefined);
  if (!first || others.length === 0) return first;
  return first.map((value, i) => others.reduce((all, mask) => all | (mask[i] as number), value));
}

/** Masks of an image whose zeros mark pixels to leave out. */
async function readMask(
  path: string,
  sizes: readonly { pixelsFast: number; pixelsSlow: number }[],
): Promise<PixelMask[]> {
  const { panels } = await readImage(path);
  return sizes.map(({ pixelsFast, pixelsSlow }, p) => {
    const panel = panels[p];
    if (!panel || panel.shape[0] !== pixelsSlow || panel.shape[1] !== pixelsFast) {
      throw dataError(
        `the mask '${path}' should have ${pixelsSlow} x ${pixelsFast} pixels (slow x fast) in panel ${p}, found ${panel?.shape.join(' x ') ?? 'none'}`,
      );
    }
    return Uint32Array.from(panel.pixels, (value) => (value === 0 ? 1 : 0));
  });
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
