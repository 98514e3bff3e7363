import { existsSync, readdirSync } from 'node:fs';
import { loadExperiment } from '@braggsim/experiment/node';
import { buildPlan } from '@braggsim/simulate';
import { expect, test } from 'vitest';

const folder = new URL('../../examples/', import.meta.url);
const names = readdirSync(folder).filter(
  // Structure factors of the series are calculated from coordinates, for some seconds; its own tests run it.
  (name) => name !== 'lysozyme-series' && existsSync(new URL(`${name}/${name}.yaml`, folder)),
);

test('there are examples', () => expect(names.length).toBeGreaterThan(5));

test.each(names)('the experiment of examples/%s can be simulated', async (name) => {
  const { experiment, inputs } = await loadExperiment(new URL(`${name}/${name}.yaml`, folder).pathname);
  expect(existsSync(new URL(`${name}/README.md`, folder)) || name === 'lysozyme').toBe(true);
  const { plan } = await buildPlan(experiment, inputs);
  expect(plan.shot.scale).toBeGreaterThan(0);
});
