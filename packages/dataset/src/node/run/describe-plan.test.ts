import { afterAll, expect, test } from 'vitest';
import { folder, SMALL_PLAN } from '../small-plan.fixture';
import { describePlan } from './describe-plan';

const here = folder();
afterAll(() => here.remove());

test('a plan with stages of plug-ins is checked and estimated', async () => {
  const stage =
    "{ kind: 'readout', id: 'nothing', version: 1, about: { equation: 'none', citation: 'none' }, params: {}, apply() {} }";
  const plugin = here.put('nothing.mjs', `export const nothing = ${stage};\n`);
  const readout = 'readout: [{ kind: photon }, { kind: nothing }, { kind: digitize, type: i32, offset: 0 }]';
  const planFile = here.put('plan.yaml', `${SMALL_PLAN}${readout}\n`);
  const { shots, shards, labels } = await describePlan(planFile, { plugins: [plugin], labels: 2 });
  expect([shots, shards, labels.length]).toEqual([6, 3, 2]);
  await expect(describePlan(planFile)).rejects.toThrow(/readout\[1\].*not 'nothing'/);
});

test('a model of the beam of a plug-in has the sources of every shot', async () => {
  const rows = '(_, { beam, wavelength }) => [{ direction: beam.map((x) => -x), weight: 1, wavelengthM: wavelength }]';
  const about = "about: { equation: 'none', citation: 'none' }";
  const plugin = here.put(
    'rays.mjs',
    `export const rays = { kind: 'source', id: 'rays', version: 1, ${about}, params: {}, sources: ${rows} };\n`,
  );
  const planFile = here.put('rays.yaml', SMALL_PLAN.replace('beam: {', 'beam: { source: rays,'));
  const { shots } = await describePlan(planFile, { plugins: [plugin] });
  expect(shots).toBe(6);
});
