import { appendFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { dataError } from '@braggsim/core';
import { reasonOf, shortHash } from '@braggsim/core/node';
import { FILE_FIELDS } from '@braggsim/experiment';
import { shotNames } from './outputs';
import type { ShotDone, ShotTask } from './run-shot';

/** A line of the file: a shot that was refined by itself, and what it was asked for. */
interface Line {
  readonly key: string;
  readonly done: Omit<ShotDone, 'refined'>;
  /** A model that waits for the joint refinement: compressed bytes in base 64. */
  readonly refined?: string;
}

/** The shots of a list that are refined, so that a run that was ended can be taken up again. */
export interface ProgressFile {
  /** Returns a converged shot of an earlier run with the same inputs, whose outputs are there unless they wait for the others. */
  finished(task: ShotTask): ShotDone | undefined;
  add(task: ShotTask, done: ShotDone): void;
}

/** Returns the size and time of a file, by which another content is noticed. */
function stampOf(path: string): string {
  try {
    const { size, mtimeMs } = statSync(path);
    return `${path} ${size} ${mtimeMs}`;
  } catch {
    return `${path} -`;
  }
}

/** Returns the names of files in the fields of an experiment. */
function filesIn(record: object, path = ''): string[] {
  return Object.entries(record).flatMap(([key, value]): string[] => {
    const at = path ? `${path}.${key}` : key;
    if (FILE_FIELDS.has(at)) return [value].flat().filter((name): name is string => typeof name === 'string');
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? filesIn(value as object, at) : [];
  });
}

/** Tells one request from another: everything that the result follows from. */
function keyOf({ files, experiment, flags, plugins, ofSeveral, outputs }: ShotTask): string {
  const names = [...Object.values(files), ...filesIn(experiment), ...plugins].filter(
    (name): name is string => typeof name === 'string',
  );
  const request = JSON.stringify([files, experiment, flags, plugins, ofSeveral, outputs, names.map(stampOf)]);
  return `${shortHash(request)}${shortHash([...request].reverse().join(''))}`;
}

/** Returns the lines of a file; the last one may be cut short. */
function linesOf(path: string): Line[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        return text === '' ? [] : [JSON.parse(text) as Line];
      } catch {
        return [];
      }
    });
}

/**
 * Opens the file of progress of a run.
 *
 * @param resume whether shots of an earlier run count; else the file begins anew
 * @throws BraggsimError (`data`) when it cannot be written
 */
export function openProgress(path: string, resume: boolean): ProgressFile {
  const known = new Map(resume ? linesOf(path).map((line) => [`${line.done.number} ${line.key}`, line]) : []);
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (cause) {
      throw dataError({ message: `cannot write '${path}', the progress of this run: ${reasonOf(cause)}`, cause });
    }
  };
  // A line that a killed run left incomplete must not swallow the next one.
  attempt(() => (resume && existsSync(path) ? appendFileSync(path, '\n') : rmSync(path, { force: true })));
  return {
    finished(task) {
      const line = known.get(`${task.number} ${keyOf(task)}`);
      if (line?.done.report.status !== 'converged') return undefined;
      if (line.refined !== undefined) {
        return { ...line.done, refined: deserialize(inflateRawSync(Buffer.from(line.refined, 'base64'))) };
      }
      return shotNames(task.outputs, task.number).every((name) => existsSync(name)) ? line.done : undefined;
    },
    add(task, { refined, ...done }) {
      const packed = refined && deflateRawSync(serialize(refined), { level: 1 }).toString('base64');
      const line: Line = { key: keyOf(task), done, ...(packed !== undefined && { refined: packed }) };
      attempt(() => appendFileSync(path, `${JSON.stringify(line)}\n`));
    },
  };
}

/** Returns the name of the file of progress beside the report, or beside the outputs of a run without one. */
export function progressName(report: string | undefined, outputs: readonly string[], part: string | undefined): string {
  const base = report ?? (outputs[0] ?? 'refined').replace(/#+/g, '');
  return `${base}${part === undefined ? '' : `.${part.replace('/', '-of-')}`}.progress`;
}
