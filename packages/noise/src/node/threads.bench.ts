import { fork } from 'node:child_process';
import { once } from 'node:events';
import { bench, describe } from 'vitest';

/** A process that runs the built package, as users do. */
const subject = fork(new URL('../testing/readout-subject.mjs', import.meta.url), { execArgv: [] });
subject.unref();

/** Options of a benchmark whose rounds take seconds, so that few of them are enough. */
const rounds = (iterations: number) => ({ time: 0, iterations, warmupTime: 0, warmupIterations: 1 });

describe('readout of 4096 x 4096 pixels', () => {
  for (const [name, method, count] of [
    ['ran1, one thread', 'ran1', 5],
    ['Philox, one thread', 'philox-1', 15],
    ['Philox, two threads', 'philox-2', 15],
  ] as const) {
    bench(
      name,
      async () => {
        subject.send(method);
        await once(subject, 'message');
      },
      rounds(count),
    );
  }
});
