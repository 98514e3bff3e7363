import { fork } from 'node:child_process';
import { interrupted } from '@braggsim/core';
import { SUBJECT } from './paths';
import type { Answer, Argument, Opened, Reply, Setting, TaskName } from './subject/protocol';

/** A process that is measured and waits for tasks. */
export interface Subject {
  readonly setting: Setting;
  readonly opened: Opened;
  readonly ask: Ask;
  readonly close: () => void;
}

type Ask = <T extends TaskName>(task: T, argument: Argument<T>) => Promise<Answer<T>>;

/**
 * Starts a new process that renders its first image.
 *
 * @param folder folder of the process, at which relative paths of the command line begin
 * @param program the subject of a build
 * @throws BraggsimError (`interrupted`) when the process ends by SIGINT; Error when it fails
 */
export async function startSubject(setting: Setting, folder: string, program = SUBJECT): Promise<Subject> {
  const child = fork(program, { cwd: folder, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ask: Ask = (task, argument) =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null, signal: string | null) =>
        reject(signal === 'SIGINT' ? interrupted() : new Error(`a measured process ended with ${signal ?? code}`));
      child.once('exit', ended);
      child.once('message', (reply: Reply) => {
        child.off('exit', ended);
        if ('failure' in reply) reject(new Error(`in a measured process: ${reply.failure}`));
        else resolve(reply.answer as Answer<typeof task>);
      });
      child.send({ task, argument });
    });
  const close = () => {
    if (child.connected) child.disconnect();
  };
  try {
    return { setting, opened: await ask('open', setting), ask, close };
  } catch (error) {
    close();
    throw error;
  }
}
