import { type BraggsimError, type StageRequest, stageRequest, usageError } from '@braggsim/core';
import { didYouMean } from '@braggsim/core/text';
import { FORMER_NAMES } from './compatibility';
import type { Experiment } from './experiment';
import { builtinTables, type ExperimentTables } from './tables';

/** An experiment that is being completed, field by field. */
export type Draft = Record<string, unknown>;

/**
 * Fields of a file that a flag replaces, since they state the same quantity in other words, by the field of the flag.
 */
const REPLACES: Readonly<Record<string, readonly string[]>> = {
  'beam.wavelengthA': ['beam.energyEv', 'beam.spectrum'],
  'beam.energyEv': ['beam.wavelengthA'],
  'beam.spectrum.file': ['beam.wavelengthA', 'beam.energyEv', 'beam.spectrum'],
  'beam.fluencePerM2': ['beam.fluxPerS'],
  'detector.distanceMm': ['detector.closeDistanceMm', 'detector.cameraLengthMm'],
  'detector.cameraLengthMm': ['detector.closeDistanceMm', 'detector.distanceMm'],
  'crystal.cells': ['crystal.sizeUm'],
  'crystal.orientation': ['crystal.misset', 'crystal.missetSeed', 'crystal.matrix'],
  'crystal.misset': ['crystal.orientation'],
  'crystal.matrix': ['crystal.orientation'],
  'crystal.bFactorA2': ['crystal.resolutionA'],
  'crystal.resolutionA': ['crystal.bFactorA2'],
  'structureFactors.file': ['structureFactors.model', 'structureFactors.dMinA'],
  'structureFactors.model': ['structureFactors.file', 'structureFactors.column', 'structureFactors.intensities'],
};

/** Lists the fields that state the same quantity as a field in other words, and that it replaces. */
export const conflictingFields = (path: string): readonly string[] => REPLACES[path] ?? [];

const recordAt = (draft: Draft, path: readonly string[]): Draft =>
  path.reduce((record, key) => {
    record[key] ??= {};
    return record[key] as Draft;
  }, draft);

/** Returns the record that holds a field, and the name of the field there. */
function placeOf(draft: Draft, path: string): [record: Draft, key: string] {
  const keys = path.split('.');
  return [recordAt(draft, keys.slice(0, -1)), keys.at(-1) as string];
}

/**
 * Removes the fields of a file that a field of a flag replaces. It is called for all flags before any field is set, so
 * that two flags that contradict each other are rejected as in a file.
 *
 * @returns the paths of the removed fields
 */
export function removeConflicting(draft: Draft, path: string): readonly string[] {
  const gone = conflictingFields(path);
  for (const other of gone) {
    const [record, key] = placeOf(draft, other);
    delete record[key];
  }
  return gone;
}

function setField(draft: Draft, path: string, value: unknown): void {
  const [record, key] = placeOf(draft, path);
  record[key] = value;
}

/** Sets parameters of the stages of one kind in a list; a list without one gets one, at its usual place. */
export function setStage(
  draft: Draft,
  chain: string,
  kind: string,
  values: Readonly<Record<string, unknown>>,
  { chains }: ExperimentTables = builtinTables,
): void {
  const stages = (draft[chain] ?? []) as readonly StageRequest[];
  const order = Object.keys(chains[chain] ?? {});
  const later = stages.findIndex((stage) => order.indexOf(stage.kind) > order.indexOf(kind));
  const place = later === -1 ? stages.length : later;
  draft[chain] = stages.some((stage) => stage.kind === kind)
    ? stages.map((stage) => (stage.kind === kind ? { ...stage, ...values } : stage))
    : [...stages.slice(0, place), { kind, ...values }, ...stages.slice(place)];
}

/** Sets parameters of the stage that a field names; another kind than the one there takes its place. */
function setSlot(draft: Draft, slot: string, kind: string, values: Readonly<Record<string, unknown>>): void {
  const [record, key] = placeOf(draft, slot);
  const given = record[key] as string | StageRequest | undefined;
  const before = given === undefined ? undefined : stageRequest(given);
  record[key] = before?.kind === kind ? { ...before, ...values } : { kind, ...values };
}

/** Splits the path of a stage parameter into its list or field, the kind of the stage and the name of the parameter. */
function stageOf(path: string): readonly [home: string, kind: string, name: string] {
  const keys = path.split('.');
  return [keys.slice(0, -2).join('.'), keys.at(-2) ?? '', keys.at(-1) ?? ''];
}

/** Replaces a former name in the path of a field by the current one. */
export function currentPath(path: string): string {
  const [section = '', ...names] = path.split('.');
  return [Object.hasOwn(FORMER_NAMES, section) ? FORMER_NAMES[section] : section, ...names].join('.');
}

/**
 * Sets a field, or a parameter of a stage such as `readout.digitize.offset`.
 *
 * @throws BraggsimError (`usage`) when the path names neither
 */
export function setPath(draft: Draft, name: string, value: unknown, tables: ExperimentTables = builtinTables): void {
  const path = currentPath(name);
  const { fields, slots, stageFields } = tables;
  if (Object.hasOwn(fields, path)) setField(draft, path, value);
  else if (Object.hasOwn(stageFields, path)) {
    const [home, kind, name] = stageOf(path);
    if (Object.hasOwn(slots, home)) setSlot(draft, home, kind, { [name]: value });
    else setStage(draft, home, kind, { [name]: value }, tables);
  } else throw noField(path, tables);
}

/** Makes the error for a path that cannot be set. */
function noField(
  path: string,
  { fields, chains, records, sectionLists, stageFields }: ExperimentTables,
): BraggsimError {
  const [list = ''] = path.split('.');
  if (Object.hasOwn(sectionLists, list)) {
    return usageError(`${list} is a list of sections: write ${path} in an experiment file`);
  }
  if (Object.hasOwn(chains, path)) {
    return usageError(
      `${path} is a list of stages: write it in an experiment file, or set one number as ${path}.stage.parameter=value`,
    );
  }
  if (Object.hasOwn(records, path)) {
    return usageError(`${path} is a list of records: write it in an experiment file`);
  }
  const known = [...Object.keys(fields), ...Object.keys(stageFields)];
  return usageError(`there is no field '${path}'${didYouMean(path, known, '; braggsim init lists them all')}`);
}

/** Copies data; what stands in several places, as an alias of YAML does, is copied for each. */
const copied = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copied(entry)]));
};

/** Copies an experiment so that it can be completed further. */
export const draftOf = (experiment: Experiment): Draft => copied(experiment) as Draft;
