import { isBraggsimError } from '@braggsim/core';
import {
  type FailedShotReport,
  type RefinedShot,
  refineShot,
  type ShotReport,
  type ShotSeconds,
  shotReport,
} from '@braggsim/refine';
import { type LoadedShot, loadShot, type ShotArguments } from './load-shot';
import type { ShotFiles } from './shot-list';

/** The outcome of one shot: its model, or why there is none. */
export type ShotOutcome =
  | {
      readonly kind: 'refined';
      readonly refined: RefinedShot;
      readonly loaded: LoadedShot;
      readonly seconds: ShotSeconds;
    }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly exitCode: number;
      readonly files: ShotFiles;
      readonly seconds: ShotSeconds;
    };

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

/** Exit code of a shot whose files cannot be read. */
const DATA_EXIT = 9;

/**
 * Reads and refines one shot. What is wrong with its data is an outcome; what is wrong with the command line is thrown.
 *
 * @throws BraggsimError (`usage`), (`interrupted`)
 */
export async function runShot(files: ShotFiles, args: ShotArguments, signal?: AbortSignal): Promise<ShotOutcome> {
  const started = performance.now();
  let read = 0;
  try {
    const loaded = await loadShot(files, args);
    read = secondsSince(started);
    const begun = performance.now();
    const refined = await refineShot(loaded.shot, loaded.options, signal);
    return { kind: 'refined', refined, loaded, seconds: { read, refine: secondsSince(begun), write: 0 } };
  } catch (error) {
    if (!isBraggsimError(error, 'data', 'refused')) throw error;
    return {
      kind: 'failed',
      message: error.message,
      exitCode: DATA_EXIT,
      files,
      seconds: { read: read || secondsSince(started), refine: 0, write: 0 },
    };
  }
}

/** The entry of an outcome in the report. */
export function outcomeReport(
  outcome: ShotOutcome,
  isShared?: (group: string) => boolean,
): ShotReport | FailedShotReport {
  if (outcome.kind === 'refined') return shotReport(outcome.refined, outcome.seconds, isShared);
  const { files, message, seconds } = outcome;
  return {
    experiment: files.experiment ?? files.list ?? '',
    image: files.image ?? '',
    status: 'failed',
    failure: message,
    seconds,
  };
}

/** The exit code of an outcome. */
export function exitCodeOf(outcome: ShotOutcome): number {
  if (outcome.kind === 'failed') return outcome.exitCode;
  const { status, failure } = outcome.refined;
  return failure?.exitCode ?? (status === 'converged' ? 0 : 4);
}
