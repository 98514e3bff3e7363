import { once } from 'node:events';
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

/** A NeXus file that is read in its own worker thread. */
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
  /** Ends the worker thread. */
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

/**
 * Opens a NeXus file in a worker thread that is ended when it takes too long, so that a damaged or hostile file can
 * neither block nor crash the process. The bytes are transferred: they cannot be used afterwards.
 * The promises are rejected with a BraggsimError (`data`) when the file is not well-formed, exceeds a limit or crashes
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
    // The worker needs neither the loaders of this process, which would slow its start, nor its environment.
    execArgv: [],
    env: {},
    // The library prints nothing that the errors of this package do not contain.
    stdout: true,
    stderr: true,
  });
  // A file that is open but idle must not keep the process alive.
  worker.unref();
  let ended: BraggsimError | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  // A failure between two questions is reported by the next one.
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
      await inTurn({ kind: 'attach', files });
    },
    async close() {
      ended ??= dataError('this HDF5 file has been closed');
      await worker.terminate();
    },
  };
}

/** Describes why a worker ended. */
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
