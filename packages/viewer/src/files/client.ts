import type { FileAnswer, FileQuestion, FileQuestions } from './messages';

/** Longest time for an answer, ms; then the worker is ended, since a damaged file may keep it busy for ever. */
const LONGEST_MS = 120_000;

type Result<K extends keyof FileQuestions> = ReturnType<FileQuestions[K]>;
type OpenArguments = Parameters<FileQuestions['open']>;

interface Waiting {
  readonly kind: FileQuestion['kind'];
  readonly args: unknown;
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Asks the worker that reads files. A worker that fails is replaced: files must then be opened again. */
export interface FileClient {
  ask<K extends keyof FileQuestions>(kind: K, ...args: Parameters<FileQuestions[K]>): Promise<Result<K>>;
  /** Starts the worker, which the first question does otherwise, so that this need not wait for it. */
  start(): void;
}

/** Rejection of a question that a newer one of its kind has replaced. */
export class Superseded extends Error {}

/** The part of a worker that a client uses. */
export type FileWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

const startWorker = (): FileWorker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'files' });

/**
 * Creates the client of a worker. After an HDF5 file that cannot be read, the worker is replaced and the other files are opened again, since the HDF5
 * library may refuse valid files from then on.
 *
 * @param lost called after the worker was replaced and its open files are gone
 */
export function fileClient(lost: () => void, start = startWorker): FileClient {
  const waiting = new Map<number, Waiting>();
  let worker: FileWorker | undefined;
  let next = 0;
  /** What is open in the worker. */
  let opened: OpenArguments | undefined;
  let reopening: Promise<unknown> | undefined;

  const end = (): void => {
    worker?.terminate();
    worker = undefined;
  };
  const replace = (reason: string): void => {
    end();
    opened = undefined;
    for (const [id, { reject, timer }] of waiting) {
      clearTimeout(timer);
      waiting.delete(id);
      reject(new Error(reason));
    }
    lost();
  };
  /** Starts a fresh worker with the same open files; questions that wait are asked again. */
  const renew = (): void => {
    end();
    const others = [...waiting];
    if (opened) reopening = send('open', opened).catch(() => undefined);
    const again = (): void => {
      reopening = undefined;
      for (const [id, { kind, args }] of others) if (waiting.has(id)) started().postMessage({ id, kind, args });
    };
    if (reopening) void reopening.then(again);
    else again();
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
      else if (data.isSpent) renew();
    }
  };
  const started = (): FileWorker => {
    if (worker) return worker;
    const fresh = start();
    fresh.addEventListener('message', (event) => {
      if (fresh === worker) hear(event as MessageEvent<FileAnswer>);
    });
    fresh.addEventListener('error', (event) => {
      const { message } = event as ErrorEvent;
      if (fresh === worker) replace(`reading files has failed: ${message ?? 'the worker does not start'}`);
    });
    worker = fresh;
    return fresh;
  };
  const send = <K extends keyof FileQuestions>(kind: K, args: Parameters<FileQuestions[K]>): Promise<Result<K>> => {
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
      waiting.set(id, { kind, args, resolve: resolve as (result: unknown) => void, reject, timer });
      const post = (): void => {
        if (waiting.has(id)) started().postMessage({ id, kind, args });
      };
      if (reopening && kind !== 'open') void reopening.then(post);
      else post();
    });
  };
  /** Opens files; after one that the HDF5 library has not read, the others are opened by a fresh worker. */
  const open = async ([sources, rawShape]: OpenArguments): Promise<Result<'open'>> => {
    const problems: string[] = [];
    let rest = sources;
    for (;;) {
      opened = undefined;
      const answer = await send('open', [rest, rawShape]);
      problems.push(...answer.problems);
      const { damaged } = answer;
      if (damaged === undefined) {
        opened = [rest, rawShape];
        return { entries: answer.entries, problems };
      }
      end();
      rest = rest.filter(({ name }) => name !== damaged);
      if (rest.length === 0) return { entries: [], problems };
    }
  };

  return {
    start: () => void started(),
    ask: <K extends keyof FileQuestions>(kind: K, ...args: Parameters<FileQuestions[K]>) =>
      kind === 'open' ? (open(args as OpenArguments) as Promise<Result<K>>) : send(kind, args),
  };
}
