import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dataError, type Stage, usageError } from '@braggsim/core';
import { reasonOf } from '@braggsim/core/node';
import { isRecord } from '@braggsim/core/text';
import { withNamedFailures } from '../named-failures';
import { stageProblem } from '../stage-problem';
import { builtinTerms } from '../stages';

const KINDS: readonly string[] = ['term', 'readout', 'codec', 'source'] satisfies Stage['kind'][];

/** Tells whether an exported value is meant as a stage: an object of a kind of stages, or one with kind, id and version. */
const isMeant = (value: unknown): value is Stage =>
  isRecord(value) && (KINDS.includes(String(value.kind)) || ['kind', 'id', 'version'].every((name) => name in value));

const nameOf = (stage: Stage): string => `${stage.kind} '${String(stage.id)}'`;

/** Returns the line of a module at which its text cannot be parsed, as ` in line 3`. */
function lineOf(error: unknown): string {
  const line = error instanceof SyntaxError ? /^file:.*:(\d+)$/m.exec(error.stack ?? '')?.[1] : undefined;
  return line === undefined ? '' : ` in line ${line}`;
}

/**
 * Imports the module of a plug-in.
 *
 * @throws BraggsimError (`data`) for a file that does not exist, (`usage`) for a module that fails
 */
async function imported(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  if (!existsSync(path)) throw dataError(`cannot load the plug-in '${file}': it does not exist`);
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    const reason = error instanceof Error ? reasonOf(error) : String(error);
    const [message] = reason.split('\n');
    throw usageError({ message: `cannot load the plug-in '${file}'${lineOf(error)}: ${message}`, cause: error });
  }
}

/**
 * Checks that a stage can be told from the others: those of other plug-ins, and built-in terms of other slots.
 *
 * @throws BraggsimError (`usage`) for one that has the id of another
 */
async function checkName(stage: Stage, file: string, others: ReadonlyMap<Stage, string>): Promise<void> {
  for (const [other, where] of others) {
    if (other.kind !== stage.kind || other.id !== stage.id) continue;
    const both = where === file ? `the plug-in '${file}' exports` : `the plug-ins '${where}' and '${file}' export`;
    throw usageError(`${both} two stages of the name ${nameOf(stage)}; give one of them another id`);
  }
  if (stage.kind !== 'term') return;
  const builtin = await builtinTerms.get(stage.id)?.();
  if (builtin === undefined || builtin.slot === stage.slot) return;
  throw usageError(
    `the plug-in '${file}' exports a ${stage.slot} '${stage.id}', and '${stage.id}' is a built-in ${builtin.slot}; give it another id`,
  );
}

/**
 * Loads the stages, of any kind, that plug-in modules export.
 *
 * @throws BraggsimError (`data`) for a file that does not exist, (`usage`) for a module that cannot be loaded or exports no
 * stage, for malformed stages, and for two of the same name
 */
export async function loadPlugins(files: readonly string[]): Promise<readonly Stage[]> {
  const stages = new Map<Stage, string>();
  for (const file of files) {
    const found = new Set(Object.values(await imported(file)).filter(isMeant));
    if (found.size === 0) {
      throw usageError(
        `the plug-in '${file}' exports no stage; export one made by term, readout, codec or source of @braggsim/core`,
      );
    }
    for (const stage of found) {
      if (stages.has(stage)) continue;
      const problem = KINDS.includes(stage.kind)
        ? stageProblem(stage)
        : `a kind is one of ${KINDS.join(', ')}; make it by the function of that name in @braggsim/core`;
      if (problem !== undefined)
        throw usageError(`the plug-in '${file}' exports a ${nameOf(stage)} that cannot be used: ${problem}`);
      await checkName(stage, file, stages);
      stages.set(stage, file);
    }
  }
  return [...stages.keys()].map(withNamedFailures);
}
