import { EXIT_CODES, isBraggsimError, type Warning } from '@braggsim/core';
import { freesAmplitudes } from '../amplitude-variables';
import { refineShot } from '../refine-shot';
import type { RefinedShot } from '../refined-shot';
import { type FailedShotReport, type ShotReport, shotReport } from '../report';
import { isNamed } from '../shared-variables';
import { checkAsked } from './check-asked';
import { type GivenShot, loadModel, loadShot } from './load-shot';
import { shotFiles, writeTogether } from './outputs';

/** A shot of a list that is to be refined by itself. */
export interface ShotTask extends GivenShot {
  /** Number of the shot, from 1. */
  readonly number: number;
  /** Patterns of the names of outputs. */
  readonly outputs: readonly string[];
  /** Whether the shot is one of several, with which it may share numbers. */
  readonly ofSeveral: boolean;
}

/** A shot that was refined by itself, as plain data. */
export interface ShotDone {
  readonly number: number;
  readonly report: ShotReport | FailedShotReport;
  readonly exitCode: number;
  readonly warnings: readonly Warning[];
  /** The model of a shot that shares numbers or amplitudes: its outputs are written after the joint refinement. */
  readonly refined?: RefinedShot;
}

const UNLISTED: Warning = {
  id: 'amplitudes-unlisted',
  message: 'the refined experiment has the amplitudes of the start; name a list for the refined ones: -o refined.hkl',
};

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

/** Returns the exit code of a refined shot. */
export const exitCodeOf = ({ status, failure }: RefinedShot): number =>
  failure?.exitCode ?? (status === 'converged' ? 0 : EXIT_CODES.unconverged);

/**
 * Reads and refines one shot and writes its outputs. What is wrong with its data is an outcome; what is wrong with the command line
 * is thrown.
 *
 * @throws BraggsimError (`usage`), (`interrupted`)
 */
export async function runShot(task: ShotTask, signal?: AbortSignal): Promise<ShotDone> {
  const { number, files, outputs, ofSeveral } = task;
  const started = performance.now();
  let read = 0;
  try {
    const model = await loadModel(task);
    const { names, amplitudesLater, listed } = checkAsked(task, model);
    const shot = await loadShot(task, model);
    read = secondsSince(started);
    const begun = performance.now();
    const refined = await refineShot(shot, { ...model.options, amplitudesLater }, signal);
    const refine = secondsSince(begun);
    const unlisted = freesAmplitudes(model.options) && !listed ? [UNLISTED] : [];
    const done = { number, exitCode: exitCodeOf(refined), warnings: [...refined.warnings, ...unlisted] };
    const shares = amplitudesLater || refined.variables.some((variable) => isNamed(names, variable));
    const waits = !refined.failure && ((ofSeveral && shares) || listed);
    if (waits) return { ...done, report: shotReport(refined, { read, refine, write: 0 }), refined };
    const writing = performance.now();
    await writeTogether(await shotFiles(outputs, number, refined, model));
    return { ...done, report: shotReport(refined, { read, refine, write: secondsSince(writing) }) };
  } catch (error) {
    if (!isBraggsimError(error, 'data', 'refused')) throw error;
    const seconds = { read: read || secondsSince(started), refine: 0, write: 0 };
    return failedShot(task.number, files, error.message, seconds);
  }
}

/** Returns the outcome of a shot that cannot be read. */
export const failedShot = (
  number: number,
  { experiment, list, image }: GivenShot['files'],
  failure: string,
  seconds = { read: 0, refine: 0, write: 0 },
): ShotDone => ({
  number,
  report: { experiment: experiment ?? list ?? '', image: image ?? '', status: 'failed', failure, seconds },
  exitCode: EXIT_CODES.data,
  warnings: [],
});
