import { folder } from '@braggsim/testkit';
import { afterAll, expect, test } from 'vitest';
import { refineShots } from './refine-shots';
import { testResumed } from './resumed.fixture';
import { shotTasks, withoutTimes } from './shot-files.fixture';

const files = folder();
afterAll(files.remove);

test('the report is the same with one, two and four threads', async () => {
  const tasks = await shotTasks(files.at('shots'), 3, 'distance');
  const [broken] = await shotTasks(files.at('broken'), 1, 'distance');
  const missing = { ...broken, number: 4, ofSeveral: true, files: { ...broken?.files, image: files.at('none.bin') } };
  const reports = [];
  for (const threads of [1, 2, 4]) {
    const outcome = await refineShots([...tasks, missing as (typeof tasks)[number]], { threads, outputs: [] });
    expect(outcome.shots.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 9]);
    reports.push(withoutTimes(outcome));
  }
  expect(reports[1]).toEqual(reports[0]);
  expect(reports[2]).toEqual(reports[0]);
});

testResumed('distance');
