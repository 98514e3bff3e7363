import type { FileAnswer, FileQuestion, FileQuestions } from './messages';

/** Longest time for an answer, ms; then the worker is ended, since a damaged file may keep it busy for ever. */
const LONGEST_MS = 120_000;

type Result<K extends keyof FileQuestions> = ReturnType<FileQuestions[K]>;

interface Waiting {
  readonly kind: FileQuestion['kind'];
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Asks the worker that reads files. A worker that fails is replaced: files must then be opened again. */
export interface FileClient {
  ask<K extends keyof FileQuestions>(kind: K, ...args: Parameters<FileQuestions[K]>): Promise<Result<K>>;
}

/** Rejection of a question that a newer one of its kind has replaced. */
export class Superseded extends Error {}

/**
 * Creates the client of a worker.
 *
 * @param lost called after the worker was replaced, when its open files are gone
 */
export function fileClient(lost: () => void): FileClient {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let next = 0;

  const replace = (reason: string): void => {
    worker?.terminate();
    worker = undefined;
    for (const [id, { reject, timer }] of waiting) {
      clearTimeout(timer);
      waiting.delete(id);
      reject(new Error(reason));
    }
    lost();
  };
  const hear = ({ data }: MessageEvent<FileAnswer>): void => {
    const question = waiting.get(data.id);
    if (!question) return;
    clearTimeout(question.timer);
    waiting.delete(data.id);
    if ('result' in data) question.resolve(data.result);
    else {
      question.reject(new Error(data.problem));
      if (data.broken) replace('the library that reads the file has failed');
    }
  };
  const started = (): Worker => {
    if (worker) return worker;
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'files' });
    worker.addEventListener('message', hear);
    worker.addEventListener('error', ({ message }) =>
      replace(`reading files has failed: ${message ?? 'the worker does not start'}`),
    );
    return worker;
  };

  return {
    ask(kind, ...args) {
      const id = next++;
      if (kind === 'load') {
        for (const [other, question] of waiting) {
          if (question.kind !== 'load') continue;
          clearTimeout(question.timer);
          waiting.delete(other);
          question.reject(new Superseded());
        }
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => replace(`no answer within ${LONGEST_MS / 1000} s: the file may be damaged`),
          LONGEST_MS,
        );
        waiting.set(id, { kind, resolve: resolve as (result: unknown) => void, reject, timer });
        started().postMessage({ id, kind, args });
      });
    },
  };
}
