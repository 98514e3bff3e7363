import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type BraggsimError, dataError, isBraggsimError, type StageValues } from '@braggsim/core';
import type { DecodedImage, FileMetadata } from '@braggsim/core/derived';
import { workerFile } from '@braggsim/core/node';
import ndarray from 'ndarray';
import { crashed, type IsolationLimits, isolationLimits, tooMuchMemory, tooMuchTime } from './isolation-limits';
import type { Answer, NamedBytes, NamedPath, Question, WorkerStart } from './questions';

export interface IsolationOptions extends Partial<IsolationLimits> {
  /** HDF5 plug-ins of compression filters, by the names of their files. */
  readonly filters?: readonly NamedBytes[];
  /** The file that runs in the worker. */
  readonly worker?: URL;
}

/** A NeXus file that is read in a thread of its own. */
export interface IsolatedFile {
  /** As `inspect` of the codec. */
  inspect(params: StageValues): Promise<FileMetadata>;
  /** As `decode` of the codec. */
  decode(params: StageValues): Promise<DecodedImage>;
  /** Lets it read files beside the opened one, which the caller has found to be there and harmless. */
  attach(files: readonly NamedPath[]): Promise<void>;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** Share of the memory that goes to what is not of the library and no pixels: the code and the names that it lists. */
const SCRIPT_SHARE = 1 / 4;
const MIB = 2 ** 20;
/** Timers cannot be set for longer, ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Bytes in a buffer of their own, which can change hands without a copy. */
const transferable = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? (bytes as Uint8Array<ArrayBuffer>)
    : new Uint8Array(bytes);

/**
 * Opens a NeXus file in a worker thread that is ended when it takes too long, so that a damaged or hostile file cannot
 * hold up or bring down the process. The bytes change hands: they cannot be used afterwards.
 *
 * The promises are rejected with a BraggsimError (`data`) when the file is not well-formed, goes beyond a limit or crashes
 * the library.
 */
export function openIsolated(bytes: Uint8Array, options: IsolationOptions = {}): IsolatedFile {
  const { filters = [], worker: file = new URL(workerFile('hdf5-worker', import.meta.url)), ...given } = options;
  const limits = isolationLimits(given);
  const own = transferable(bytes);
  const start: WorkerStart = { bytes: own, filters, memoryBytes: limits.memoryMiB * MIB };
  const worker = new Worker(file, {
    workerData: start,
    transferList: [own.buffer],
    resourceLimits: { maxOldGenerationSizeMb: SCRIPT_SHARE * limits.memoryMiB },
    // Neither loaders of this process, which would slow its start, nor its environment.
    execArgv: [],
    env: {},
    // What the library prints says nothing that our errors do not.
    stdout: true,
    stderr: true,
  });
  // A file that is open and not being read does not keep the process alive.
  worker.unref();
  let ended: BraggsimError | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  // Whatever befalls it between two questions is told to the next.
  worker.on('error', (error) => {
    ended ??= reasonOf(error, limits);
  });
  worker.on('exit', () => {
    ended ??= crashed();
  });

  const end = async (problem: BraggsimError): Promise<never> => {
    ended = problem;
    await worker.terminate();
    throw problem;
  };
  const ask = async (question: Question): Promise<Exclude<Answer, { problem: unknown }>> => {
    if (ended) throw ended;
    const answer = await replyOf(worker, question, limits).catch((problem) => end(ended ?? problem));
    if (!('problem' in answer)) return answer;
    if (answer.exhausted) return end(tooMuchMemory(limits));
    const problem = dataError(answer.problem);
    return answer.broken ? end(problem) : Promise.reject(problem);
  };
  /** One question at a time, so that the time of each is its own. */
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
      await inTurn({ kind: 'attach', files });
    },
    async close() {
      ended ??= dataError('this HDF5 file has been closed');
      await worker.terminate();
    },
  };
}

/** What to say of a worker that ended. */
const reasonOf = (error: unknown, limits: IsolationLimits): BraggsimError => {
  if (isBraggsimError(error)) return error;
  const isFull = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isFull ? tooMuchMemory(limits) : crashed(error);
};

/** The worker's answer to a question, or what came in its place. */
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
