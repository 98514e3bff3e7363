import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type BraggsimError, dataError, isBraggsimError, type StageValues } from '@braggsim/core';
import type { DecodedImage, FileMetadata } from '@braggsim/core/derived';
import { workerFile } from '@braggsim/core/node';
import ndarray from 'ndarray';
import {
  crashed,
  type IsolationLimits,
  isolationLimits,
  tooMuchMemory,
  tooMuchTime,
  withoutScript,
} from './isolation-limits';
import type { Answer, NamedBytes, NamedPath, Question, WorkerStart } from './questions';

export interface IsolationOptions extends Partial<IsolationLimits> {
  /** HDF5 plug-ins of compression filters, with their file names. */
  readonly filters?: readonly NamedBytes[];
  /** The script of the worker. */
  readonly worker?: URL;
}

/** A NeXus file that is read in a worker thread, which it shares with no other open file. */
export interface IsolatedFile {
  /** Reads the metadata of the file with the parameters of the NeXus codec. */
  inspect(params: StageValues): Promise<FileMetadata>;
  /** Decodes one image of the file with the parameters of the NeXus codec. */
  decode(params: StageValues): Promise<DecodedImage>;
  /**
   * Allows the worker to read other files in the folder of the opened one. The caller has checked that they exist and
   * may be read.
   */
  attach(files: readonly NamedPath[]): Promise<void>;
  /** Closes the file. Its worker thread ends, unless it has read the file without any problem and can read another. */
  close(): Promise<void>;
}

/** Share of the memory for everything besides the library and pixels: the script and the names that it lists. */
const SCRIPT_SHARE = 1 / 4;
const MIB = 2 ** 20;
/** Longest time, in ms, for which a timer can be set. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Returns bytes in a buffer of their own, which can be transferred without a copy. */
const transferable = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? (bytes as Uint8Array<ArrayBuffer>)
    : new Uint8Array(bytes);

/** Starts a worker for a file, whose bytes are transferred. */
function startWorker(
  script: URL,
  bytes: Uint8Array<ArrayBuffer>,
  filters: readonly NamedBytes[],
  limits: IsolationLimits,
): Worker {
  const start: WorkerStart = { bytes, filters, memoryBytes: limits.memoryMiB * MIB };
  const worker = new Worker(script, {
    workerData: start,
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: SCRIPT_SHARE * limits.memoryMiB },
    // The worker needs neither the loaders of this process, which would slow its start, nor its environment.
    execArgv: [],
    env: {},
    // The library prints nothing that the errors of this package do not contain.
    stdout: true,
    stderr: true,
  });
  // A file that is open but idle must not keep the process alive.
  worker.unref();
  // An error after the last file was closed concerns nobody.
  worker.on('error', () => undefined);
  return worker;
}

/** A worker that has read a file without any problem: loading the library takes longer than reading most files. */
interface Spare {
  readonly worker: Worker;
  /** Script, limits and filters that it was started with. */
  readonly kind: string;
  /** Forgets it, so that it can be used or ended. */
  readonly release: () => void;
}
/** How long a worker waits for another file, ms, while it holds the memory of the last. */
const SPARE_MS = 2000;
let spare: Spare | undefined;

/** Ends the worker that waits for a file, if there is one. */
async function endSpare(): Promise<void> {
  const last = spare;
  last?.release();
  await last?.worker.terminate();
}

/** Keeps a worker for the next file, instead of the one that waited before. */
async function keepSpare(kind: string, worker: Worker): Promise<void> {
  const ended = endSpare();
  const release = () => {
    clearTimeout(timer);
    worker.off('error', release);
    worker.off('exit', release);
    spare = undefined;
  };
  const timer = startTimer(() => void endSpare(), SPARE_MS).unref();
  worker.on('error', release);
  worker.on('exit', release);
  spare = { kind, worker, release };
  await ended;
}

/** Returns a text that differs for workers with other scripts, limits of memory or filters. */
function kindOf(script: URL, { memoryMiB }: IsolationLimits, filters: readonly NamedBytes[]): string {
  const digests = filters.map(({ name, bytes }) => [name, createHash('sha256').update(bytes).digest('hex')]);
  return JSON.stringify([script.href, memoryMiB, digests]);
}

/** Passes the bytes of a file to the worker that waits for one, if it is of the kind. */
function takeSpare(kind: string, bytes: Uint8Array<ArrayBuffer>): Worker | undefined {
  if (spare?.kind !== kind) return undefined;
  const { worker, release } = spare;
  release();
  const question: Question = { kind: 'open', bytes };
  worker.postMessage(question, [bytes.buffer]);
  return worker;
}

/**
 * Opens a NeXus file in a worker thread that is ended when it takes too long, so that a damaged or hostile file can
 * neither block nor crash the process. The thread of an earlier file, which was closed, is used again if it has the same limit of memory
 * and the same filters, and has refused no question. The bytes are transferred: they cannot be used afterwards. The promises are
 * rejected with a BraggsimError (`data`) when the file is not well-formed, exceeds a limit or crashes the library.
 */
export function openIsolated(bytes: Uint8Array, options: IsolationOptions = {}): IsolatedFile {
  const { filters = [], worker: file = new URL(workerFile('hdf5-worker', import.meta.url)), ...given } = options;
  const limits = isolationLimits(given);
  const kind = kindOf(file, limits, filters);
  const own = transferable(bytes);
  const worker = takeSpare(kind, own) ?? startWorker(file, own, filters, limits);
  let ended: BraggsimError | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let [waiting, isSpent] = [0, false];
  // A failure between two questions is reported by the next one.
  const failed = (error: Error) => {
    ended ??= reasonOf(error, limits);
  };
  const left = () => {
    ended ??= crashed();
  };
  worker.on('error', failed);
  worker.on('exit', left);

  const end = async (problem: BraggsimError): Promise<never> => {
    ended = problem;
    await worker.terminate();
    throw problem;
  };
  const ask = async (question: Question): Promise<Exclude<Answer, { problem: unknown }>> => {
    if (ended) throw ended;
    waiting++;
    const answer = await replyOf(worker, question, limits).catch((problem) => end(ended ?? problem));
    waiting--;
    if (!('problem' in answer)) return answer;
    isSpent = true;
    if (answer.exhausted) return end(tooMuchMemory(limits));
    const problem = dataError(answer.problem);
    return answer.broken ? end(problem) : Promise.reject(problem);
  };
  /** Asks one question at a time, so that each has its own time limit. */
  const inTurn = (question: Question) => {
    const answer = turn.then(() => ask(question));
    turn = answer.catch(() => undefined);
    return answer;
  };

  return {
    async inspect(params) {
      const answer = await inTurn({ kind: 'inspect', params });
      return 'facts' in answer ? answer.facts : Promise.reject(crashed());
    },
    async decode(params) {
      const answer = await inTurn({ kind: 'decode', params });
      if (!('image' in answer)) throw crashed();
      const { panels, masks, header } = answer.image;
      return { panels: panels.map(({ data, shape }) => ndarray(data, [...shape])), masks, header };
    },
    async attach(files) {
      // The worker keeps them open.
      isSpent = true;
      await inTurn({ kind: 'attach', files });
    },
    async close() {
      if (ended) return void (await worker.terminate());
      ended = dataError('this HDF5 file has been closed');
      worker.off('error', failed);
      worker.off('exit', left);
      await (isSpent || waiting > 0 ? worker.terminate() : keepSpare(kind, worker));
    },
  };
}

/** Makes the error that says why a worker ended: a missing script, too much memory, or a crash of the library. */
const reasonOf = (error: unknown, limits: IsolationLimits): BraggsimError => {
  if (isBraggsimError(error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') return withoutScript(error as Error);
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuchMemory(limits) : crashed(error);
};

/** Returns the answer of the worker to a question, or the reason why there is none. */
async function replyOf(worker: Worker, question: Question, limits: IsolationLimits): Promise<Answer> {
  const done = new AbortController();
  const { signal } = done;
  worker.ref();
  worker.postMessage(question);
  try {
    return await Promise.race([
      once(worker, 'message', { signal }).then(([answer]) => answer as Answer),
      once(worker, 'exit', { signal }).then(() => Promise.reject(crashed())),
      setTimeout(Math.min(1000 * limits.seconds, LONGEST_TIMER), undefined, { signal }).then(() =>
        Promise.reject(tooMuchTime(limits)),
      ),
    ]);
  } catch (error) {
    throw reasonOf(error, limits);
  } finally {
    done.abort();
    worker.unref();
  }
}
