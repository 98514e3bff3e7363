import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { folder } from '@braggsim/testkit';
import { afterAll, expect, test } from 'vitest';
import { openProgress } from './progress-file';
import { refineShots } from './refine-shots';
import { shotTasks, withoutTimes } from './shot-files.fixture';

/** Declares the test that a run of shots with a shared number, ended after the first, is taken up again. */
export function testResumed(shared: 'distance' | 'wavelength'): void {
  const files = folder();
  afterAll(files.remove);

  test(`shots that share their ${shared} are taken up again where a run was ended, with the same report and files`, async () => {
    const place = files.at(shared);
    const tasks = await shotTasks(place, 2, shared);
    const outputs = tasks[0]?.outputs ?? [];
    const table = `${place}/table.csv`;
    const run = { threads: 1, outputs: [...outputs, table] };
    const progress = (resume: boolean) => openProgress(`${place}/r.progress`, resume);
    const whole = withoutTimes(await refineShots(tasks, run));
    const written = [table, ...[1, 2].map((n) => `${place}/refined_${n}.json`)].map((name) => readFileSync(name));
    for (const n of [1, 2]) rmSync(`${place}/refined_${n}.json`);

    const stop = new AbortController();
    const ended = { ...run, progress: progress(false), signal: stop.signal, finished: () => stop.abort() };
    await expect(refineShots(tasks, ended)).rejects.toThrow('interrupted');
    expect(existsSync(`${place}/refined_1.json`)).toBe(shared === 'wavelength');
    // A line that was cut short does not count.
    appendFileSync(`${place}/r.progress`, '{"key":"');
    const done: number[] = [];
    const again = { ...run, progress: progress(true), finished: ({ number }: { number: number }) => done.push(number) };
    expect(withoutTimes(await refineShots(tasks, again))).toEqual(whole);
    expect(done).toEqual([2]);
    const names = [table, ...[1, 2].map((n) => `${place}/refined_${n}.json`)];
    expect(names.map((name) => readFileSync(name))).toEqual(written);
    if (shared === 'distance') return;

    rmSync(`${place}/refined_2.json`);
    done.length = 0;
    await refineShots(tasks, { ...again, progress: progress(true) });
    expect(done).toEqual([2]);
    const other = tasks.map((task) => ({ ...task, experiment: { ...task.experiment, refine: { boxPx: 3 } } }));
    const [asked] = other;
    expect(asked && progress(true).finished(asked)).toBeUndefined();
  });
}
