import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dataError, type Parameter, type Stage, usageError } from '@braggsim/core';
import { INPUTS } from '@braggsim/core/kernel';
import { reasonOf } from '@braggsim/core/node';
import { isRecord } from '@braggsim/core/text';

const KINDS: readonly string[] = ['term', 'readout', 'codec', 'source'] satisfies Stage['kind'][];
const SLOTS: readonly string[] = ['surface', 'shape', 'structure', 'factor', 'background', 'scatter'];
const PARAMETER_TYPES: readonly string[] = [
  'number',
  'integer',
  'boolean',
  'text',
  'enum',
  'numbers',
  'numberLists',
  'stringList',
  'stage',
] satisfies Parameter['type'][];
const ID = /^[a-zA-Z][\w-]*$/;

/** Functions of a stage, by kind: all are required, for a codec at least one. */
const FUNCTIONS: Readonly<Record<Stage['kind'], readonly string[]>> = {
  term: ['constants', 'formula'],
  readout: ['apply'],
  codec: ['encode', 'decode'],
  source: ['sources'],
};

/** Former names of members of a stage, with those that replace them. */
const FORMER_MEMBERS: Readonly<Record<string, string>> = { choices: 'specialization' };

/** Former names of inputs, with those that replace them. */
const FORMER_INPUTS: Readonly<Record<string, string>> = {
  closeDistance: 'normalDistance',
  stol: 'sinThetaOverLambda',
};

const isStage = (value: unknown): value is Stage => KINDS.includes((value as Stage | null)?.kind ?? '');

/** Describes what is wrong with the form of a stage; undefined when nothing is. */
function problemOf(stage: Stage): string | undefined {
  const { id, version, params, about, kind } = stage;
  if (typeof id !== 'string' || !ID.test(id))
    return `its id is a word of letters, digits, - and _, not '${String(id)}'`;
  if (!Number.isInteger(version) || version < 1) {
    return `its version is a whole number from 1, not ${String(version)}; raise it when the same plan gives other numbers`;
  }
  if (!isRecord(params)) return 'it has no table of parameters; give params: {} when there are none';
  const bare = Object.entries(params).find(([, p]) => typeof p?.type !== 'string' || typeof p.doc !== 'string');
  if (bare) return `its parameter '${bare[0]}' has no type and doc`;
  const untyped = Object.entries(params).find(([, { type }]) => !PARAMETER_TYPES.includes(type));
  if (untyped) {
    return `its parameter '${untyped[0]}' has the type '${untyped[1].type}'; a type is one of ${PARAMETER_TYPES.join(', ')}`;
  }
  if (typeof about?.equation !== 'string' || typeof about.citation !== 'string')
    return 'it lacks about: { equation, citation }';
  const former = Object.keys(FORMER_MEMBERS).find((name) => name in stage);
  if (former !== undefined) return `its member ${former} is now called ${FORMER_MEMBERS[former]}; rename it`;
  const functions = FUNCTIONS[kind].filter(
    (name) => typeof (stage as unknown as Record<string, unknown>)[name] === 'function',
  );
  const wanted = kind === 'codec' ? 1 : FUNCTIONS[kind].length;
  if (functions.length < wanted) return `it needs ${FUNCTIONS[kind].join(kind === 'codec' ? ' or ' : ' and ')}()`;
  if (stage.kind !== 'term') return undefined;
  if (!SLOTS.includes(stage.slot)) return `its slot is one of ${SLOTS.join(', ')}, not '${String(stage.slot)}'`;
  const unknown = (stage.inputs as readonly string[] | undefined)?.find((name) => !Object.hasOwn(INPUTS, name));
  if (unknown !== undefined && Object.hasOwn(FORMER_INPUTS, unknown)) {
    return `its input ${unknown} is now called ${FORMER_INPUTS[unknown]}; rename it`;
  }
  if (unknown !== undefined) return `there is no input '${unknown}'; there are ${Object.keys(INPUTS).join(', ')}`;
  return Array.isArray(stage.inputs) ? undefined : 'it declares no inputs; give inputs: [] when it reads none';
}

/**
 * Loads the stages, of any kind, that plug-in modules export.
 *
 * @throws BraggsimError (`data`) for a module that cannot be loaded, (`usage`) for one that exports no stage or a
 * malformed one
 */
export async function loadPlugins(files: readonly string[]): Promise<readonly Stage[]> {
  const stages: Stage[] = [];
  for (const file of files) {
    const path = resolve(file);
    if (!existsSync(path)) throw dataError(`cannot load the plug-in '${file}': it does not exist`);
    const module: Record<string, unknown> = await import(pathToFileURL(path).href).catch((error: unknown) => {
      throw dataError({ message: `cannot load the plug-in '${file}': ${reasonOf(error)}`, cause: error });
    });
    const found = Object.values(module).filter(isStage);
    if (found.length === 0) {
      throw dataError(
        `the plug-in '${file}' exports no stage; export one made by term, readout, codec or source of @braggsim/core`,
      );
    }
    for (const stage of found) {
      const problem = problemOf(stage);
      if (problem)
        throw usageError(
          `the plug-in '${file}' exports a ${stage.kind} '${String(stage.id)}' that cannot be used: ${problem}`,
        );
      stages.push(stage);
    }
  }
  return stages;
}
