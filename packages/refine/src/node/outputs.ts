import { dirname, extname, isAbsolute, resolve } from 'node:path';
import { usageError } from '@braggsim/core';
import { openOutputs } from '@braggsim/core/node';
import { numbered } from '@braggsim/core/text';
import { writePicture } from '@braggsim/detector-io';
import { type Experiment, FILE_FIELDS, STAGE_FILES } from '@braggsim/experiment';
import { refinedList } from '../experiment-list';
import { derivedFrom, withoutMatrix } from '../model-source';
import { residualPicture } from '../picture';
import type { RefinedShot } from '../refined-shot';
import { refinedTable } from '../refined-table';
import { writeReflectionTable } from '../reflection-table';
import type { FailedShotReport, ShotReport } from '../report';
import { numbersTable } from '../table';
import { type LoadedModel, nameFrom } from './load-shot';

/** Extensions of outputs, with those of one file for all shots apart. */
const PER_SHOT = new Set(['.yaml', '.yml', '.json', '.expt', '.refl', '.png']);
const TABLES = new Set(['.csv']);
const AMPLITUDE_LISTS = new Set(['.hkl', '.mtz']);
const TOGETHER: ReadonlySet<string> = new Set([...TABLES, ...AMPLITUDE_LISTS]);

const extensionOf = (name: string): string => extname(name).toLowerCase();
const isTogether = (name: string): boolean => TOGETHER.has(extensionOf(name));

/** Tells whether an output is a table of refined numbers. */
export const isTable = (name: string): boolean => TABLES.has(extensionOf(name));

/** Tells whether an output is a list of refined amplitudes. */
export const isAmplitudeList = (name: string): boolean => AMPLITUDE_LISTS.has(extensionOf(name));

/**
 * Checks the names of outputs.
 *
 * @throws BraggsimError (`usage`) for an extension that says nothing, and a name without # for several shots
 */
export function checkOutputs(names: readonly string[], shots: number): void {
  for (const name of names) {
    const extension = extname(name).toLowerCase();
    if (!PER_SHOT.has(extension) && !TOGETHER.has(extension)) {
      throw usageError(
        `'${name}' names no kind of output; its extension should be one of ${[...PER_SHOT, ...TOGETHER].join(', ')}`,
      );
    }
    if (shots > 1 && PER_SHOT.has(extension) && !name.includes('#')) {
      const example = name.replace(/(\.[^.]*)$/, '_###$1');
      throw usageError(`${shots} shots need # for their number in the name '${name}', such as '${example}'`);
    }
  }
}

/** A file that is ready to be written. */
export interface ReadyFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Numbers that belong to the detector, and to the beam. */
const OF_DETECTOR = /^(distance|beam-centre|detector-rotation|two-theta|panel:)/;
const OF_BEAM = /^wavelength/;

/** Returns the names of the files of a shot, by the patterns of outputs. */
export const shotNames = (patterns: readonly string[], number: number): string[] =>
  patterns.filter((name) => !isTogether(name)).map((pattern) => numbered(pattern, number));

/** Returns the files of a refined shot, by the patterns of outputs. */
export async function shotFiles(
  patterns: readonly string[],
  number: number,
  refined: RefinedShot,
  loaded: LoadedModel,
): Promise<ReadyFile[]> {
  const files: ReadyFile[] = [];
  for (const path of shotNames(patterns, number)) {
    files.push({ path, bytes: await contentOf(path, refined, loaded, patterns.find(isAmplitudeList)) });
  }
  return files;
}

const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function contentOf(
  path: string,
  refined: RefinedShot,
  loaded: LoadedModel,
  amplitudes: string | undefined,
): Promise<Uint8Array> {
  const extension = extname(path).toLowerCase();
  if (extension === '.json')
    return textBytes(`${JSON.stringify(writtenExperiment(refined, path, amplitudes), null, 2)}\n`);
  if (extension === '.expt') return textBytes(expt(path, refined, loaded));
  if (extension === '.refl') {
    const edge = (panel: number) => loaded.pixelMm[panel] as number;
    return writeReflectionTable(refinedTable(refined, edge, loaded.table, identifierOf(loaded)));
  }
  if (extension === '.png') {
    const mapping = 'data, model (dark is much, square root), and (data - model)/sigma from -5 (blue) to 5 (red)';
    return writePicture({ ...residualPicture(refined), mapping });
  }
  const { stringify } = await import('yaml');
  return textBytes(stringify(writtenExperiment(refined, path, amplitudes), { lineWidth: 0 }));
}

const identifierOf = ({ list }: LoadedModel): string => {
  const [first] = list ? ((JSON.parse(list.text) as { experiment?: { identifier?: string }[] }).experiment ?? []) : [];
  return first?.identifier ?? '';
};

/**
 * Returns the refined experiment as a file in its folder holds it, with the sections of the one that it was started from. Threads are of
 * the run alone.
 */
function writtenExperiment(
  { refined: experiment, amplitudes }: RefinedShot,
  path: string,
  list: string | undefined,
): Experiment {
  const refined =
    amplitudes && list !== undefined
      ? { ...experiment, structureFactors: withList(experiment.structureFactors, list) }
      : experiment;
  const { threads: _threads, ...sampling } = refined.sampling ?? {};
  const { sampling: _sampling, ...rest } = refined;
  const kept = Object.keys(sampling).length > 0 ? { ...rest, sampling } : rest;
  return relativeFiles(kept, dirname(path));
}

/** Returns an experiment whose structure factors are those of a list, in place of where they came from. */
const withList = (
  { default: fallback, interpolation }: NonNullable<Experiment['structureFactors']> = {},
  file: string,
): NonNullable<Experiment['structureFactors']> => ({
  file,
  ...(fallback !== undefined && { default: fallback }),
  ...(interpolation !== undefined && { interpolation }),
});

/** Returns an experiment whose file names are as they are seen from a folder. */
function relativeFiles(experiment: Experiment, folder: string): Experiment {
  const seen = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(seen);
    return typeof value === 'string' && !isAbsolute(value) ? nameFrom(folder, value) : value;
  };
  const within = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((entry) => within(entry, path));
    return value !== null && typeof value === 'object' ? walk(value, path) : value;
  };
  const walk = (record: object, path: string): object =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => {
        const at = path ? `${path}.${key}` : key;
        // A stage, which has a kind, names files by parameters of its own.
        const isFile = FILE_FIELDS.has(at) || ('kind' in record && STAGE_FILES.includes(key));
        return [key, isFile ? seen(value) : within(value, at)];
      }),
    );
  return walk(experiment, '') as Experiment;
}

function expt(path: string, refined: RefinedShot, model: LoadedModel): string {
  const { images, list } = model;
  const derived = derivedFrom(refined.refined, withoutMatrix(model));
  const groups = refined.variables.map(({ group }) => group);
  const metadata = { detector: derived.detector, beam: derived.beam, scan: derived.scan };
  const folder = resolve(dirname(path));
  return refinedList(
    derived,
    metadata,
    images.map((image) => nameFrom(folder, resolve(image))),
    list && { text: list.text, index: 0, geometry: list.geometry },
    { detector: groups.some((group) => OF_DETECTOR.test(group)), beam: groups.some((group) => OF_BEAM.test(group)) },
  );
}

/** Returns the table of refined numbers of all shots that were refined. */
export const tableBytes = (
  shots: readonly { readonly number: number; readonly report: ShotReport | FailedShotReport }[],
): Uint8Array =>
  textBytes(
    numbersTable(
      shots.flatMap(({ number, report }) =>
        'parameters' in report ? [{ shot: number, numbers: report.parameters }] : [],
      ),
    ),
  );

/** Writes files that get their names together, when all of them are complete; none is left where one cannot be written. */
export async function writeTogether(ready: readonly ReadyFile[]): Promise<void> {
  if (ready.length === 0) return;
  const files = openOutputs(ready.map(({ path }) => path));
  try {
    for (const { path, bytes } of ready) files.write(path, [bytes]);
    await files.commit();
  } finally {
    await files.discard();
  }
}

/** Folders in which outputs are written. */
export const foldersOf = (names: readonly string[]): string[] => [...new Set(names.map((name) => dirname(name)))];
