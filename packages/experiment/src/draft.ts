import { didYouMean, type StageRequest, usageError } from '@braggsim/core';
import type { Experiment } from './experiment';
import { chainFields, chains, fields, tables } from './parameters';

/** An experiment that is being filled, field by field. */
export type Draft = Record<string, unknown>;

/** Fields of a file that say in other words what a flag says, and give way to it. */
const REPLACES: Readonly<Record<string, readonly string[]>> = {
  'beam.wavelengthA': ['beam.energyEv'],
  'beam.energyEv': ['beam.wavelengthA'],
  'beam.fluencePerM2': ['beam.fluxPerS'],
  'detector.distanceMm': ['detector.closeDistanceMm'],
  'crystal.cells': ['crystal.sizeUm'],
  'structureFactors.file': ['structureFactors.model', 'structureFactors.dMinA'],
  'structureFactors.model': ['structureFactors.file', 'structureFactors.column', 'structureFactors.intensities'],
};

const recordAt = (draft: Draft, path: readonly string[]): Draft =>
  path.reduce((record, key) => {
    record[key] ??= {};
    return record[key] as Draft;
  }, draft);

/** The record that holds a field, and its name there. */
function placeOf(draft: Draft, path: string): [record: Draft, key: string] {
  const keys = path.split('.');
  return [recordAt(draft, keys.slice(0, -1)), keys.at(-1) as string];
}

/**
 * Removes what the file says in place of a field that is going to be set. Before any is set: two flags that say the same
 * thing stay, and are refused as they are in a file.
 */
export function makeWay(draft: Draft, path: string): readonly string[] {
  const gone = REPLACES[path] ?? [];
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

/** Sets a parameter of the stages of one kind in a chain; a chain without one gets one, at its usual place. */
export function setStage(draft: Draft, chain: string, kind: string, values: Readonly<Record<string, unknown>>): void {
  const stages = (draft[chain] ?? []) as readonly StageRequest[];
  const order = Object.keys(chains[chain] ?? {});
  const later = stages.findIndex((stage) => order.indexOf(stage.kind) > order.indexOf(kind));
  const place = later === -1 ? stages.length : later;
  draft[chain] = stages.some((stage) => stage.kind === kind)
    ? stages.map((stage) => (stage.kind === kind ? { ...stage, ...values } : stage))
    : [...stages.slice(0, place), { kind, ...values }, ...stages.slice(place)];
}

/**
 * Sets whatever a path names: a plain field, or a parameter of a stage as `readout.digitize.offset`.
 *
 * @throws BraggsimError (`usage`) when there is nothing of that name
 */
export function setPath(draft: Draft, path: string, value: unknown): void {
  const [chain = '', kind = '', name = ''] = path.split('.');
  if (Object.hasOwn(fields, path)) setField(draft, path, value);
  else if (Object.hasOwn(chainFields, path)) setStage(draft, chain, kind, { [name]: value });
  else if (Object.hasOwn(chains, path)) {
    throw usageError(
      `${path} is a list of stages: write it in an experiment file, or set one number as ${path}.stage.parameter=value`,
    );
  } else if (Object.hasOwn(tables, path)) {
    throw usageError(`${path} is a list of records: write it in an experiment file`);
  } else {
    const known = [...Object.keys(fields), ...Object.keys(chainFields)];
    throw usageError(`there is no field '${path}'${didYouMean(path, known, '; braggsim init lists them all')}`);
  }
}

/** An experiment that can be filled further. */
export const draftOf = (experiment: Experiment): Draft => structuredClone(experiment) as Draft;
