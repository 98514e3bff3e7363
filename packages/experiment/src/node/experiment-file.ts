import { dirname, isAbsolute, join } from 'node:path';
import { dataError, usageError } from '@braggsim/core';
import { readInput } from '@braggsim/core/node';
import type { Experiment } from '../experiment';
import { FILE_FIELDS, STAGE_FILE } from '../parameters';
import { isRecord, type Path } from '../records';
import { builtinTables, type ExperimentTables } from '../tables';
import { checkExperiment, type Locate } from '../validate';
import { detectorFormat } from './detector-model';

/** Largest size of an experiment file, bytes: longer files are of another kind. */
const LARGEST_BYTES = 2 ** 22;

interface Parsed {
  readonly data: unknown;
  readonly locate: Locate;
}

const firstLine = (message: string): string => message.split('\n')[0]?.replace(/:$/, '') ?? message;

type YamlLibrary = typeof import('yaml');

function parseYaml(text: string, file: string, { LineCounter, parseDocument }: YamlLibrary): Parsed {
  const lines = new LineCounter();
  const document = parsed(() => parseDocument(text, { lineCounter: lines, logLevel: 'error' }), file);
  const [problem] = document.errors;
  if (problem)
    throw usageError({ message: `${file} is not a YAML file: ${firstLine(problem.message)}`, cause: problem });
  return { data: parsed(() => document.toJS(), file), locate: (path) => lineAt(document, lines, path) };
}

type Yaml = import('yaml').Document;

/** What the parser refuses besides wrong spelling: references that multiply without end, and lists within lists. */
function parsed<T>(parse: () => T, file: string): T {
  try {
    return parse();
  } catch (error) {
    throw usageError({ message: `${file} is not an experiment: ${(error as Error).message}`, cause: error });
  }
}

/** Largest depth of sections within sections; an experiment has three or four. */
const DEEPEST = 32;

/**
 * Checks the depth of nested data.
 *
 * @throws BraggsimError (`usage`) for data deeper than any experiment
 */
function checkDepth(data: unknown, file: string, depth = 0): void {
  if (depth > DEEPEST) throw usageError(`${file} is not an experiment: it is nested more than ${DEEPEST} deep`);
  // Depth first: what contains itself is met at once, and not as often as it has ways into itself.
  if (typeof data === 'object' && data !== null) {
    for (const value of Object.values(data)) checkDepth(value, file, depth + 1);
  }
}

function lineAt(document: Pick<Yaml, 'getIn'>, lines: import('yaml').LineCounter, path: Path): number | undefined {
  const node = document.getIn(path, true) as { range?: readonly number[] } | undefined;
  const offset = node?.range?.[0];
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

function parseJson(text: string, file: string): Parsed {
  try {
    return { data: JSON.parse(text), locate: () => undefined };
  } catch (error) {
    throw usageError({ message: `${file} is not a JSON file: ${(error as Error).message}`, cause: error });
  }
}

/** Makes the names of files relative to the working directory. */
function fromFolder(experiment: Experiment, folder: string, { chains, slots }: ExperimentTables): Experiment {
  const seen = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(seen);
    return typeof value === 'string' && !isAbsolute(value) ? join(folder, value) : value;
  };
  const seenByStage = (stage: Record<string, unknown>) =>
    Object.hasOwn(stage, STAGE_FILE) ? { ...stage, [STAGE_FILE]: seen(stage[STAGE_FILE]) } : stage;
  const walk = (record: object, path: string): object =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => {
        const at = path ? `${path}.${key}` : key;
        if (FILE_FIELDS.has(at) || (at === 'detector.model' && detectorFormat(value))) return [key, seen(value)];
        if (Object.hasOwn(slots, at)) return [key, isRecord(value) ? seenByStage(value) : value];
        if (Object.hasOwn(chains, at)) return [key, (value as Record<string, unknown>[]).map(seenByStage)];
        return [key, value && typeof value === 'object' && !Array.isArray(value) ? walk(value, at) : value];
      }),
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
  if (bytes.length > LARGEST_BYTES) {
    throw dataError(`${file} has ${bytes.length} bytes, too many for an experiment file; is it another kind of file?`);
  }
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  const { data, locate } = yaml ? parseYaml(text, file, yaml) : parseJson(text, file);
  checkDepth(data, file);
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
