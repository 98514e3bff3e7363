import { dataError } from '@braggsim/core';

type Json = Record<string, unknown>;

/** Models that an experiment names by their places in lists. */
const MODELS = ['beam', 'detector', 'goniometer', 'scan', 'crystal', 'imageset', 'profile', 'scaling_model'];

/**
 * Returns the list of one experiment out of an experiment list of dxtbx, with all keys of its models.
 *
 * @throws BraggsimError (`data`) for anything that is no experiment list, and for an experiment that it does not have
 */
export function selectedExperiment(text: string, index: number): string {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (cause) {
    throw dataError({ message: 'this is not a dxtbx experiment list: it is not JSON', cause });
  }
  const experiments = Array.isArray(json.experiment) ? (json.experiment as Json[]) : [];
  const experiment = experiments[index];
  if (!experiment) {
    throw dataError(`expected experiment ${index} in this list, found ${experiments.length}; they are counted from 0`);
  }
  const selected: Json = { ...json, experiment: [{ ...experiment }] };
  for (const kind of MODELS) {
    const models = Array.isArray(json[kind]) ? (json[kind] as unknown[]) : [];
    const place = experiment[kind];
    const model = typeof place === 'number' ? models[place] : undefined;
    selected[kind] = model === undefined ? [] : [model];
    if (model !== undefined) (selected.experiment as Json[])[0] = { ...(selected.experiment as Json[])[0], [kind]: 0 };
  }
  return JSON.stringify(selected);
}
