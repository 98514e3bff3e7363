import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newestFirst } from './newest';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Creates runs of given durations, with a log of their starts and ends. */
function runs() {
  const log: string[] = [];
  const ask = newestFirst(async ([name, ms]: readonly [string, number], signal) => {
    log.push(`start ${name}`);
    await new Promise<void>((resolve) => {
      setTimeout(resolve, ms);
      signal.addEventListener('abort', () => resolve());
    });
    log.push(`${signal.aborted ? 'stop' : 'end'} ${name}`);
  });
  return { log, ask };
}

test('of the requests that arrive during a run only the newest is kept', async () => {
  const { log, ask } = runs();
  for (const name of ['first', 'second', 'third']) ask([name, 100]);
  await vi.runAllTimersAsync();
  expect(log).toEqual(['start first', 'end first', 'start third', 'end third']);
  ask(['fourth', 100]);
  await vi.runAllTimersAsync();
  expect(log.slice(4)).toEqual(['start fourth', 'end fourth']);
});

test('a long run is stopped only for a newer request', async () => {
  const { log, ask } = runs();
  ask(['long', 60_000]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(log).toEqual(['start long']);
  ask(['newer', 60_000]);
  await vi.runAllTimersAsync();
  expect(log).toEqual(['start long', 'stop long', 'start newer', 'end newer']);
});
