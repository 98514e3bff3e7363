import { dataError, usageError, type Warning } from '@braggsim/core';
import { baseName } from '@braggsim/core/text';
import {
  compatibilityOf,
  type Experiment,
  filesOfExperiment,
  type SimulationInputs,
  withCell,
} from '@braggsim/experiment';
import {
  frameOfDetector,
  type InputFiles,
  type LoadedStructureFactors,
  loadNamedFiles,
  loadStructureFactors,
  withPowders,
} from '@braggsim/experiment/files';
import { resolveDetector } from '@braggsim/geometry';
import { type Reflections, readCache } from '@braggsim/reflections';
import { namesakes } from '../files/namesakes';
import { LYSOZYME_FILE } from './presets';
import { lysozyme } from './reflections';

/** Files that a user has opened for the simulation, unpacked, by their names. */
export type OpenedInputs = ReadonlyMap<string, Uint8Array>;

/** An experiment with the contents of the files that it names. */
export interface ResolvedInputs {
  /** The experiment with the unit cell of its structure factors where it has none of its own. */
  readonly experiment: Experiment;
  readonly inputs: SimulationInputs;
  readonly warnings: readonly string[];
}

let bundled: Promise<Reflections> | undefined;

/** Returns the list that comes with the page. A failure may be temporary, so the next call loads it again. */
function bundledList(): Promise<Reflections> {
  bundled ??= lysozyme().catch((error: unknown) => {
    bundled = undefined;
    throw error;
  });
  return bundled;
}

/** Returns a file of those that are open. @throws BraggsimError (`data`) where it is not */
export function openedBytes(opened: OpenedInputs, name: string, what: string): Uint8Array {
  // Files are opened without their folders.
  const bytes = opened.get(name) ?? opened.get(baseName(name));
  if (bytes) return bytes;
  throw dataError(`the ${what} '${name}' is not open here: open it or drop it on the page`);
}

/** Reads files out of those that are open, which were unpacked as they were opened. */
function filesIn(opened: OpenedInputs): InputFiles {
  const bytes = (name: string, what: string): Uint8Array => openedBytes(opened, name, what);
  return { bytes, unpacked: bytes, text: (name, what) => new TextDecoder().decode(bytes(name, what)) };
}

/** What the structure factors of an experiment say, without the crystal that they are for. */
type Factors = Omit<LoadedStructureFactors, 'experiment'> & { readonly cell?: readonly number[] | undefined };

/** Lists and models whose structure factors are kept: sliders change other fields. */
const MAX_KEPT = 8;
const kept = new Map<string, { readonly opened: OpenedInputs; readonly found: Promise<Factors> }>();

async function factorsOf(about: Experiment, opened: OpenedInputs): Promise<Factors> {
  const { file, model, cache, dMinA, anomalous, channels } = about.structureFactors ?? {};
  if (model && dMinA === undefined) throw usageError('a model needs a resolution limit: set structureFactors.dMinA');
  const isBundled = file === LYSOZYME_FILE && !opened.has(file) && !anomalous && !channels;
  const { experiment, warnings, ...found } = isBundled
    ? { experiment: about, reflections: await bundledList(), warnings: [] }
    : await loadStructureFactors(filesIn(opened), about);
  const isOfCache = cache !== undefined && !file && !found.reflections;
  return {
    ...found,
    ...(isOfCache && { reflections: readCache(openedBytes(opened, cache, 'structure factor cache'), cache) }),
    warnings: [...warnings, ...(cache !== undefined && file ? [unwritten(cache)] : [])],
    cell: experiment.crystal?.cell,
  };
}

/** Warns of a cache that the page does not write, as the command does. */
const unwritten = (cache: string): Warning => ({
  id: 'cache-not-written',
  message: `structureFactors.cache: '${cache}' is not written here; braggsim simulate writes it from the list (structureFactors.file)`,
});

/** Lists what structure factors depend on besides their section: those of a model on the wavelengths, and anomalous ones are those of X-rays. */
const dependences = ({ structureFactors, beam, seed, scan }: Experiment): readonly unknown[] =>
  structureFactors?.model ? [beam, seed, scan?.images] : [beam?.particle];

/** Reads or calculates the structure factors of an experiment unless they are kept. */
async function keptFactors(experiment: Experiment, opened: OpenedInputs): Promise<LoadedStructureFactors> {
  const { crystal: _, crystals: __, ...about } = experiment;
  const key = JSON.stringify([about.structureFactors, dependences(about)]);
  const known = kept.get(key);
  const found = known?.opened === opened ? known.found : factorsOf(about, opened);
  kept.delete(key);
  kept.set(key, { opened, found });
  for (const oldest of [...kept.keys()].slice(0, -MAX_KEPT)) kept.delete(oldest);
  // A failure may be temporary, so the next call tries again.
  found.catch(() => kept.get(key)?.found === found && kept.delete(key));
  const { cell, ...factors } = await found;
  return { ...factors, experiment: withCell(experiment, cell) };
}

/**
 * Checks the names of the files of an experiment.
 *
 * @throws BraggsimError (`data`) for files that only their folders tell apart, which the page does not know
 */
function checkNames(experiment: Experiment): void {
  const paths = new Set(filesOfExperiment(experiment).map((path) => path.replace(/^(\.\/)+/, '')));
  const [same] = namesakes([...paths]);
  if (!same) return;
  throw dataError(
    `the experiment names ${same.map((path) => `'${path}'`).join(' and ')}: files are known here by their names without folders, so rename one of them`,
  );
}

/** Returns the frame of orientation matrices, for experiments that have some. */
function frameOf(experiment: Experiment) {
  const isNamed = [experiment.crystal, ...(experiment.crystals ?? [])].some((one) => one?.matrix !== undefined);
  if (!isNamed) return {};
  const { detector } = experiment;
  const compatibility = compatibilityOf(experiment);
  return { frame: frameOfDetector(resolveDetector(detector, { ...experiment, compatibility }).value) };
}

/**
 * Reads the files that an experiment names out of those that are open, as the commands read them from a disk.
 *
 * @throws BraggsimError (`data`) for a file that is not open or damaged, (`usage`) for fields that contradict each other
 */
export async function resolveInputs(given: Experiment, opened: OpenedInputs): Promise<ResolvedInputs> {
  checkNames(given);
  const files = filesIn(opened);
  const { experiment, inputs, warnings } = await loadNamedFiles(files, await withPowders(files, given), {
    ...frameOf(given),
    structureFactors: (one) => keptFactors(one, opened),
  });
  return { experiment, inputs, warnings: [...new Set(warnings.map(({ message }) => message))] };
}
