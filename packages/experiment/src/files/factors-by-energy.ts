import { dataError, usageError, type Warning } from '@braggsim/core';
import type { StructureFactorSection } from '@braggsim/reflections';
import {
  channelFactors,
  type DispersionCurve,
  dispersionOfLists,
  type FactorsByEnergy,
  parseDispersion,
} from '@braggsim/reflections/by-energy';
import type { SpaceGroup } from '@braggsim/reflections/files';
import type { Experiment } from '../experiment';
import type { InputFiles } from './input-files';
import { loadSpectrum, wavelengthA } from './load-inputs';
import { withoutLimit } from './model-factors';
import { readList } from './read-list';

/** Structure factors that depend on energy, with what their files say about the crystal. */
export interface LoadedByEnergy {
  readonly byEnergy: FactorsByEnergy;
  readonly cell?: readonly number[];
  readonly spaceGroup?: SpaceGroup;
  readonly warnings: readonly Warning[];
}

const FIELD = 'structureFactors';

/**
 * Refuses fields that contradict each other.
 *
 * @throws BraggsimError (`usage`) that names both
 */
function checkFields({
  anomalous,
  channels,
  file,
  model,
  column,
  intensities,
  cache,
  interpolation,
}: StructureFactorSection) {
  const both = (a: string, b: string) =>
    usageError(`${FIELD}.${a} and ${FIELD}.${b} are both given; leave one of them out`);
  if (anomalous && channels) throw both('anomalous', 'channels');
  const name = anomalous ? 'anomalous' : 'channels';
  if (cache) throw both(name, 'cache');
  if (interpolation === 'tricubic') {
    throw usageError(
      `${FIELD}.interpolation is tricubic beside ${FIELD}.${name}: expected nearest, since amplitudes between reciprocal lattice points are not known; leave it out`,
    );
  }
  if (intensities && anomalous) throw both('anomalous', 'intensities');
  if (channels && model) throw both('channels', 'model');
  if (channels && column !== undefined) {
    throw usageError(`${FIELD}.column is for one list; name a column for each entry of ${FIELD}.channels`);
  }
  if (anomalous && !file && !model) {
    throw usageError(
      `${FIELD}.anomalous is about a list with phases (${FIELD}.file) or a model (${FIELD}.model), and there is neither; give one of them`,
    );
  }
}

const sameCell = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, i) => Math.abs(x - (b[i] as number)) <= 1e-3 * Math.abs(x));

/** Refuses lists of different cells, and returns the cell of those that have one. */
function commonCell(
  lists: readonly { readonly name: string; readonly cell: readonly number[] | undefined }[],
): readonly number[] | undefined {
  const known = lists.flatMap(({ name, cell }) => (cell ? [{ name, cell }] : []));
  const [first] = known;
  const other = known.find(({ cell }) => first && !sameCell(first.cell, cell));
  if (first && other) {
    throw dataError(
      `${other.name} is of another cell (${other.cell.join(' ')}) than ${first.name} (${first.cell.join(' ')}); expected lists of one crystal`,
    );
  }
  return first?.cell;
}

type AnomalousSection = NonNullable<StructureFactorSection['anomalous']>[number];

/** Returns the anomalous scattering of a kind: of the experiment, of its file, or of the built-in table. */
async function curveOf(
  files: InputFiles,
  { element, dispersion: file, ...given }: AnomalousSection,
  at: string,
): Promise<DispersionCurve> {
  const { builtinDispersion, elementName, isElement } = await import('@braggsim/reflections/coordinates');
  const name = elementName(element);
  if (!isElement(name))
    throw usageError(`${at}.element is '${element}', expected the symbol of an element, such as Fe`);
  if (given.energiesEv || given.f1 || given.f2) {
    if (file !== undefined)
      throw usageError(`${at} has both dispersion and energiesEv with f1 and f2; leave one of them out`);
    return dispersionOfLists(given, at);
  }
  if (file !== undefined) return parseDispersion(files.text(file, 'anomalous scattering'), file);
  const curve = await builtinDispersion(name);
  if (curve) return curve;
  throw usageError(`${at}: there is no table of f' and f'' of ${name}; give a file of energyEv,f1,f2 (dispersion)`);
}

/**
 * Reads or calculates structure factors that depend on energy.
 *
 * @throws BraggsimError (`usage`, `data`) that names the field or the file
 */
export async function loadByEnergy(
  files: InputFiles,
  experiment: Experiment,
  section: StructureFactorSection,
): Promise<LoadedByEnergy> {
  checkFields(section);
  if (section.channels) return loadChannels(files, section, section.channels);
  if (section.model) return fromModel(files, experiment, section, section.model);
  return loadParts(files, section);
}

async function loadParts(
  files: InputFiles,
  { anomalous = [], file = '', ...columns }: StructureFactorSection,
): Promise<LoadedByEnergy> {
  const { readPhased } = await import('@braggsim/reflections/files');
  const { column, phaseColumn } = columns;
  const base = readPhased(files.unpacked(file, 'reflection file'), file, {
    ...(column && { column }),
    ...(phaseColumn && { phaseColumn }),
  });
  const kinds = [];
  for (const [i, kind] of anomalous.entries()) {
    const { element, part, site } = kind;
    const at = `${FIELD}.anomalous[${i}]`;
    if (!part) {
      throw usageError(
        `${at} has no part, the structure factors of its atoms with phases; give it, or a model (${FIELD}.model), from which they are calculated`,
      );
    }
    if (site !== undefined)
      throw usageError(`${at}.site restricts the atoms of a model, and ${FIELD} has none; leave it out`);
    const dispersion = await curveOf(files, kind, at);
    kinds.push({ element, factors: readPhased(files.unpacked(part, 'reflection file'), part), dispersion });
  }
  const cell = commonCell([
    { name: file, cell: base.cell },
    ...kinds.map(({ factors }, i) => ({ name: anomalous[i]?.part ?? '', cell: factors.cell })),
  ]);
  return { byEnergy: { kind: 'anomalous', base, kinds }, ...(cell && { cell }), warnings: [] };
}

async function fromModel(
  files: InputFiles,
  experiment: Experiment,
  { anomalous = [], dMinA }: StructureFactorSection,
  name: string,
): Promise<LoadedByEnergy> {
  if (dMinA === undefined) throw withoutLimit(name);
  const { anomalousFactors, dispersionAt, readModel, scaleDifference } = await import(
    '@braggsim/reflections/coordinates'
  );
  const { value: model, warnings } = readModel(files.unpacked(name, 'model'), name);
  const kinds = [];
  for (const [i, kind] of anomalous.entries()) {
    const { element, part, site } = kind;
    const at = `${FIELD}.anomalous[${i}]`;
    if (part) throw usageError(`${at}.part is calculated from the model ${name}; leave it out`);
    kinds.push({ element, ...(site && { site }), dispersion: await curveOf(files, kind, at) });
  }
  const others = await dispersionAt(wavelengthA(experiment, loadSpectrum(files, experiment.beam)));
  const byEnergy = anomalousFactors(model, name, kinds, others, { dMinA });
  const scale = scaleDifference(model, name, { dMinA, dispersion: others });
  return {
    byEnergy,
    cell: model.cell,
    spaceGroup: model.spaceGroup,
    warnings: [...warnings, ...(scale ? [scale] : [])],
  };
}

async function loadChannels(
  files: InputFiles,
  { file: common, intensities }: StructureFactorSection,
  channels: NonNullable<StructureFactorSection['channels']>,
): Promise<LoadedByEnergy> {
  const warnings = new Map<string, Warning>();
  const read = [];
  for (const [i, { energyEv, column, file = common }] of channels.entries()) {
    if (file === undefined) {
      throw usageError(`${FIELD}.channels[${i}] has no list; give its file, or one for all (${FIELD}.file)`);
    }
    const list = await readList(files, file, { column, intensities });
    for (const text of list.warnings ?? []) {
      const message = `${file}: ${text}`;
      warnings.set(message, { id: 'reflection-file', message });
    }
    read.push({ energyEv, name: file, list });
  }
  const cell = commonCell(read.map(({ name, list }) => ({ name, cell: list.cell })));
  const spaceGroup = read.map(({ list }) => list.spaceGroup).find(Boolean);
  return {
    byEnergy: channelFactors(read.map(({ energyEv, list }) => ({ energyEv, list: list.reflections }))),
    ...(cell && { cell }),
    ...(spaceGroup && { spaceGroup }),
    warnings: [...warnings.values()],
  };
}
