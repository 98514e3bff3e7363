import process from 'node:process';
import type { Worker } from 'node:worker_threads';

/** Runs `during` with a list of the worker threads that become ready meanwhile. */
export async function workersOf(during: (ready: readonly Worker[]) => Promise<void>): Promise<void> {
  const ready: Worker[] = [];
  const notice = (worker: Worker) => void worker.once('message', () => ready.push(worker));
  process.on('worker', notice);
  try {
    await during(ready);
  } finally {
    process.off('worker', notice);
  }
}
