import { dataError, usageError } from '@braggsim/core';
import type { Path } from '@braggsim/core/text';

/** Largest size of an experiment file, bytes: longer files are of another kind. */
const LARGEST_BYTES = 2 ** 22;

/** Place of a part of a file, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The data of a file, and where its parts stand. */
export interface ParsedData {
  readonly data: unknown;
  /** Returns the place of the part at a path, where that is known. */
  readonly placeOf: (path: Path) => Place | undefined;
}

const firstLine = (message: string): string => message.split('\n')[0]?.replace(/:$/, '') ?? message;

export type YamlLibrary = typeof import('yaml');

function parseYaml(text: string, file: string, { LineCounter, parseDocument }: YamlLibrary): ParsedData {
  const lines = new LineCounter();
  const document = parsed(() => parseDocument(text, { lineCounter: lines, logLevel: 'error' }), file);
  const [problem] = document.errors;
  if (problem)
    throw usageError({ message: `${file} is not a YAML file: ${firstLine(problem.message)}`, cause: problem });
  return { data: parsed(() => document.toJS(), file), placeOf: (path) => placeIn(document, lines, path) };
}

type Yaml = import('yaml').Document;

/** Parses a file, and reports what the parser refuses besides wrong spelling: references that multiply without end, and lists within lists. */
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

function placeIn(document: Pick<Yaml, 'getIn'>, lines: import('yaml').LineCounter, path: Path): Place | undefined {
  const node = document.getIn(path, true) as { range?: readonly number[] } | undefined;
  const offset = node?.range?.[0];
  if (offset === undefined) return undefined;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function parseJson(text: string, file: string): ParsedData {
  try {
    return { data: JSON.parse(text), placeOf: () => undefined };
  } catch (error) {
    throw usageError({ message: `${file} is not a JSON file: ${(error as Error).message}`, cause: error });
  }
}

/**
 * Reads the data of a YAML or JSON file.
 *
 * @param yaml library that parses YAML; without it the file is JSON
 * @throws BraggsimError (`data`) when the file is too long, (`usage`) when it is not of its format
 */
export function parseData(bytes: Uint8Array, file: string, yaml?: YamlLibrary): ParsedData {
  if (bytes.length > LARGEST_BYTES) {
    throw dataError(`${file} has ${bytes.length} bytes, too many for an experiment file; is it another kind of file?`);
  }
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  const parsedData = yaml ? parseYaml(text, file, yaml) : parseJson(text, file);
  checkDepth(parsedData.data, file);
  return parsedData;
}
