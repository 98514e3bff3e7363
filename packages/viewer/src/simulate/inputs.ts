import { abscissaOf, amorphousParameters, parseScatteringTable } from '@braggsim/background';
import { dataError, units, usageError } from '@braggsim/core';
import { baseName } from '@braggsim/core/text';
import {
  aboutCrystal,
  type Experiment,
  experimentSpectrum,
  type SimulationInputs,
  singleCrystals,
} from '@braggsim/experiment';
import { parseBlocks } from '@braggsim/lattice';
import type { Reflections } from '@braggsim/reflections';
import { parseSources, parseSpectrum, resolveBeam, spectrumKind } from '@braggsim/sources';
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

/** Fields whose files the page does not read. */
const UNREAD = ['crystal.matrix', 'structureFactors.cache'] as const;

let bundled: Promise<Reflections> | undefined;

/** Returns a file of those that are open. @throws BraggsimError (`data`) where it is not */
export function openedBytes(opened: OpenedInputs, name: string, what: string): Uint8Array {
  // Files are opened without their folders.
  const bytes = opened.get(name) ?? opened.get(baseName(name));
  if (bytes) return bytes;
  throw dataError(`the ${what} '${name}' is not open here: open it or drop it on the page`);
}

const textOf = (opened: OpenedInputs, name: string, what: string): string =>
  new TextDecoder().decode(openedBytes(opened, name, what));

const withCell = (experiment: Experiment, cell: readonly number[] | undefined): Experiment =>
  !cell || experiment.crystal?.cell || experiment.crystal?.matrix || experiment.crystals
    ? experiment
    : { ...experiment, crystal: { ...experiment.crystal, cell: cell as never } };

/** Refuses fields that name files which only the command reads. */
function checkFields(experiment: Experiment): void {
  const { crystal, crystals = [], structureFactors } = experiment;
  const matrix = [crystal, ...crystals].find((one) => one?.matrix !== undefined)?.matrix;
  const given = [matrix, structureFactors?.cache];
  const unread = UNREAD.find((_, i) => given[i] !== undefined);
  if (unread)
    throw usageError(`${unread} names a file that the page does not read: leave it out here, or use braggsim simulate`);
}

/** Structure factors, and the unit cell that their file gives. */
interface StructureFactors {
  readonly inputs: SimulationInputs;
  readonly cell?: readonly number[] | undefined;
  readonly warnings: readonly string[];
}

/** Reads a list of structure factors of any format. */
async function listedFactors(
  { structureFactors = {} }: Experiment,
  file: string,
  opened: OpenedInputs,
): Promise<StructureFactors> {
  const { column, intensities } = structureFactors;
  if (file === LYSOZYME_FILE && !opened.has(file)) {
    bundled ??= lysozyme();
    return { inputs: { reflections: await bundled }, warnings: [] };
  }
  const { indexRotationsOf, readReflections } = await import('@braggsim/reflections/files');
  const {
    reflections,
    cell,
    spaceGroup,
    warnings = [],
  } = readReflections(openedBytes(opened, file, 'reflection file'), file, {
    ...(column && { column }),
    ...(intensities && { intensities }),
  });
  const rotations = spaceGroup && { indexRotations: indexRotationsOf(spaceGroup) };
  return { cell, inputs: { reflections, ...rotations }, warnings: warnings.map((message) => `${file}: ${message}`) };
}

/** Calculates structure factors of a model of atoms. */
async function modelFactors(
  experiment: Experiment,
  model: string,
  opened: OpenedInputs,
  wavelengthA: number,
): Promise<StructureFactors> {
  const { dMinA } = experiment.structureFactors ?? {};
  if (dMinA === undefined) throw usageError('a model needs a resolution limit: set structureFactors.dMinA');
  const { dispersionAt, readModel, sphereOf, structureFactors } = await import('@braggsim/reflections/coordinates');
  const { indexRotationsOf } = await import('@braggsim/reflections/files');
  const { value, warnings } = readModel(openedBytes(opened, model, 'model'), model);
  const isOfElectrons = experiment.beam?.particle === 'electron';
  const factors = structureFactors(
    value,
    isOfElectrons ? { dMinA, particle: 'electron' } : { dMinA, dispersion: await dispersionAt(wavelengthA) },
  );
  return {
    cell: value.cell,
    inputs: { reflections: sphereOf(factors), indexRotations: indexRotationsOf(value.spaceGroup) },
    warnings: warnings.map(({ message }) => message),
  };
}

/** Lists and models whose structure factors are kept: sliders change other fields. */
const MAX_KEPT = 8;
const kept = new Map<string, { readonly opened: OpenedInputs; readonly found: Promise<StructureFactors> }>();

function structureFactorsOf(
  experiment: Experiment,
  opened: OpenedInputs,
  wavelengthA: number,
): Promise<StructureFactors> {
  const { file, model } = experiment.structureFactors ?? {};
  if (file && model) throw usageError(`give a list of structure factors (${file}) or a model (${model}), not both`);
  if (!file && !model) return Promise.resolve({ inputs: {}, warnings: [] });
  const key = JSON.stringify([experiment.structureFactors, model && [wavelengthA, experiment.beam?.particle]]);
  const known = kept.get(key);
  if (known?.opened === opened) return known.found;
  const found = file
    ? listedFactors(experiment, file, opened)
    : modelFactors(experiment, model as string, opened, wavelengthA);
  kept.delete(key);
  kept.set(key, { opened, found });
  for (const oldest of [...kept.keys()].slice(0, -MAX_KEPT)) kept.delete(oldest);
  return found;
}

/** Reads the structure factors of every entry of `crystals`, which has the unit cell of its list where it has none of its own. */
async function crystalsOf(
  given: Experiment,
  opened: OpenedInputs,
  wavelengthA: number,
): Promise<
  | (Pick<Experiment, 'crystals'> & { readonly inputs: SimulationInputs; readonly warnings: readonly string[] })
  | undefined
> {
  const singles = (singleCrystals(given) ?? []).filter(({ copy }) => copy === 0);
  if (singles.length === 0) return undefined;
  const found = await Promise.all(
    singles.map(({ entry, experiment }) =>
      aboutCrystal(entry, () => structureFactorsOf(experiment, opened, wavelengthA)),
    ),
  );
  const crystals = given.crystals?.map((entry, i) => {
    const cell = found[i]?.cell;
    return cell && !entry.cell && !entry.matrix ? { ...entry, cell: cell as never } : entry;
  });
  return {
    ...(crystals && { crystals }),
    inputs: { crystals: found.map(({ inputs }) => inputs) },
    warnings: [...new Set(found.flatMap(({ warnings }) => warnings))],
  };
}

/**
 * Reads the files that an experiment names out of those that are open.
 *
 * @throws BraggsimError (`data`) for a file that is not open or damaged, (`usage`) for files that the page does not read
 */
export async function resolveInputs(given: Experiment, opened: OpenedInputs): Promise<ResolvedInputs> {
  checkFields(given);
  const { beam, background, crystal } = given;
  const spectrumFile = beam?.spectrum?.file;
  const spectrum =
    spectrumFile === undefined || spectrumKind(beam?.spectrum ?? {}) !== undefined
      ? undefined
      : parseSpectrum(textOf(opened, spectrumFile, 'spectrum'), spectrumFile);
  const lines = experimentSpectrum(given, spectrum)?.linesOf(0);
  const wavelengthA = units.toAngstrom(resolveBeam(beam, lines).value.wavelength);
  const several = await crystalsOf(given, opened, wavelengthA);
  const { inputs, cell, warnings } = several
    ? { ...several, cell: undefined }
    : await structureFactorsOf(given, opened, wavelengthA);
  const tables = (background ?? []).flatMap(({ file, abscissa = amorphousParameters.abscissa.default }) =>
    typeof file === 'string'
      ? [[file, parseScatteringTable(textOf(opened, file, 'scattering table'), abscissaOf(abscissa), file)] as const]
      : [],
  );
  const blocks = crystal?.mosaic?.file;
  return {
    experiment: several?.crystals ? { ...given, crystals: several.crystals } : withCell(given, cell),
    warnings,
    inputs: {
      ...inputs,
      ...(beam?.sources && { sources: parseSources(textOf(opened, beam.sources, 'source list'), beam.sources) }),
      ...(spectrum && { spectrum }),
      ...(tables.length > 0 && { backgroundTables: Object.fromEntries(tables) }),
      ...(blocks && { blocks: parseBlocks(textOf(opened, blocks, 'mosaic blocks'), blocks) }),
    },
  };
}
