import { fork } from 'node:child_process';
import { once } from 'node:events';
import { bench, describe } from 'vitest';

/** What was built, in a process of its own, as users run it. */
const subject = fork(new URL('../testing/readout-subject.mjs', import.meta.url), { execArgv: [] });
subject.unref();

/** Seconds each: few rounds tell enough. */
const rounds = { time: 0, iterations: 5, warmupTime: 0, warmupIterations: 1 };

describe('readout of 4096 x 4096 pixels', () => {
  for (const [name, way] of [
    ['ran1, one thread', 'ran1'],
    ['Philox, one thread', 'philox-1'],
    ['Philox, two threads', 'philox-2'],
  ] as const) {
    bench(
      name,
      async () => {
        subject.send(way);
        await once(subject, 'message');
      },
      rounds,
    );
  }
});
