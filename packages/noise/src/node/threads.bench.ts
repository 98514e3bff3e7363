import { fork } from 'node:child_process';
import { once } from 'node:events';
import { bench, describe } from 'vitest';

/** What was built, in a process of its own, as users run it. */
const subject = fork(new URL('../testing/readout-subject.mjs', import.meta.url), { execArgv: [] });
subject.unref();

/** Each takes seconds: few rounds tell enough. */
const rounds = (iterations: number) => ({ time: 0, iterations, warmupTime: 0, warmupIterations: 1 });

describe('readout of 4096 x 4096 pixels', () => {
  for (const [name, way, count] of [
    ['ran1, one thread', 'ran1', 5],
    ['Philox, one thread', 'philox-1', 15],
    ['Philox, two threads', 'philox-2', 15],
  ] as const) {
    bench(
      name,
      async () => {
        subject.send(way);
        await once(subject, 'message');
      },
      rounds(count),
    );
  }
});
