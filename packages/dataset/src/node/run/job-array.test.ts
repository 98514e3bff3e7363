import { relative } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { folder, SMALL_PLAN } from '../small-plan.fixture';
import { jobArray } from './job-array';

const here = folder();
afterAll(() => here.remove());

test('the tasks of a plan with stages of plug-ins load them, from wherever they run', async () => {
  const stage =
    "{ kind: 'readout', id: 'nothing', version: 1, about: { equation: 'none', citation: 'none' }, params: {}, apply() {} }";
  const plugin = here.put('nothing.mjs', `export const nothing = ${stage};\n`);
  const readout = 'readout: [{ kind: photon }, { kind: nothing }, { kind: digitize, type: i32, offset: 0 }]';
  const planFile = here.put('plan.yaml', `${SMALL_PLAN}${readout}\n`);
  const near = (path: string) => relative(process.cwd(), path);
  const request = { planFile: near(planFile), out: near(here.at('set')), minutes: 60, cpus: 1 };
  const { script, tasks, shardsPerTask } = await jobArray(request, [near(plugin)]);
  expect(script).toContain(`\nbraggsim dataset run '${planFile}' -o '${here.at('set')}' `);
  expect(script).toContain(` --plugin '${plugin}' &\n`);
  // Shots of some milliseconds: all shards take less than ten minutes.
  expect([tasks, shardsPerTask]).toEqual([1, 3]);
  await expect(jobArray(request)).rejects.toThrow(/readout\[1\].*not 'nothing'/);
});
