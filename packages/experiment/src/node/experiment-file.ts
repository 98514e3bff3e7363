import { dirname, isAbsolute, join } from 'node:path';
import { readInput } from '@braggsim/core/node';
import { isRecord } from '@braggsim/core/text';
import type { Experiment } from '../experiment';
import { detectorFormat } from '../files/detector-model';
import { labelOutput } from '../labels';
import { FILE_FIELDS, type SectionList, STAGE_FILES } from '../parameters';
import { builtinTables, type ExperimentTables } from '../tables';
import { checkExperiment, type Locate } from '../validate';
import { parseData, type YamlLibrary } from './data-file';

/**
 * Makes the names of files in an experiment relative to the working directory.
 *
 * @param folder folder that the names are relative to
 */
export function fromFolder(
  experiment: Experiment,
  folder: string,
  { chains, slots, records, sectionLists }: ExperimentTables,
): Experiment {
  const seen = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(seen);
    const output = typeof value === 'string' ? labelOutput(value) : undefined;
    if (output) return `${output.label}=${seen(output.path)}`;
    return typeof value === 'string' && !isAbsolute(value) ? join(folder, value) : value;
  };
  const seenByStage = (stage: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(stage).map(([key, value]) => [key, STAGE_FILES.includes(key) ? seen(value) : value]),
    );
  const walk = (record: object, path: string): object =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => {
        const at = path ? `${path}.${key}` : key;
        if (FILE_FIELDS.has(at) || (at === 'detector.model' && detectorFormat(value))) return [key, seen(value)];
        if (Object.hasOwn(slots, at)) return [key, isRecord(value) ? seenByStage(value) : value];
        if (Object.hasOwn(chains, at)) return [key, (value as Record<string, unknown>[]).map(seenByStage)];
        if (Object.hasOwn(records, at)) return [key, (value as object[]).map((row) => walk(row, at))];
        const list = sectionLists[at];
        if (list) return [key, (value as object[]).map((entry) => inList(entry, list))];
        return [key, value && typeof value === 'object' && !Array.isArray(value) ? walk(value, at) : value];
      }),
    );
  const inList = (entry: object, { section, inner }: SectionList): object =>
    Object.fromEntries(
      Object.entries(walk(entry, section)).map(([key, value]) => [
        key,
        inner.includes(key) ? walk(value as object, key) : value,
      ]),
    );
  return walk(experiment, '') as Experiment;
}

/**
 * Reads an experiment from YAML, or from JSON where the parser of YAML is absent. The files that it names are relative to
 * its own folder.
 *
 * @throws BraggsimError (`data`) when it is too long, (`usage`) naming every field that is wrong
 */
export function parseExperiment(
  bytes: Uint8Array,
  file: string,
  yaml?: YamlLibrary,
  tables: ExperimentTables = builtinTables,
): Experiment {
  const { data, placeOf } = parseData(bytes, file, yaml);
  const locate: Locate = (path) => placeOf(path)?.line;
  return fromFolder(checkExperiment(data, { file, locate }, tables), dirname(file), tables);
}

/**
 * Reads an experiment from a YAML or JSON file. The files that it names are relative to its folder.
 *
 * @throws BraggsimError (`data`) when it cannot be read, (`usage`) naming every field that is wrong
 */
export async function readExperimentFile(file: string, tables: ExperimentTables = builtinTables): Promise<Experiment> {
  const bytes = readInput(file, 'experiment file');
  return parseExperiment(bytes, file, /\.json$/i.test(file) ? undefined : await import('yaml'), tables);
}
