import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { samplesPerPixel } from '@braggsim/core/kernel';
import { parseHkl } from '@braggsim/reflections';
import { buildPlan } from '@braggsim/simulate';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../packages/cli/src/nanobragg/parse';
import { REFLECTIONS } from './paths';
import { commandLine, PROCESS_WORKLOADS, WORKLOADS, type Workload } from './workloads';

const reflections = parseHkl(gunzipSync(readFileSync(REFLECTIONS)));

async function planOf(workload: Workload, size = workload.sizes[0] as number) {
  const { experiment } = parseCommandLine(commandLine(workload, size));
  return buildPlan(experiment, experiment.structureFactors?.file ? { reflections } : {});
}

test('workloads have different names', () => {
  const ids = [...WORKLOADS, ...PROCESS_WORKLOADS].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every workload has the number of samples of its title', async () => {
  const expected = { W8: 169, 'W3/30': 30, 'W3/150': 150 };
  for (const workload of [...WORKLOADS, ...PROCESS_WORKLOADS]) {
    const many = workload.title.includes('750 steps') ? 750 : 1;
    const samples = (expected as Record<string, number>)[workload.id] ?? many;
    expect(samplesPerPixel((await planOf(workload)).plan), workload.id).toBe(samples);
  }
});

test('sizes of one workload differ in the number of pixels, not in the size of the detector', async () => {
  const [W1] = WORKLOADS as [Workload];
  for (const size of W1.sizes) {
    const [panel] = (await planOf(W1, size)).plan.fixed.panels;
    expect(panel?.pixelsFast).toBe(size);
    expect((panel?.pixelSize ?? 0) * size).toBeCloseTo(0.1024, 12);
  }
});

test('every index of the tricubic workload lies within the table', async () => {
  const workload = WORKLOADS.find(({ id }) => id === 'W6') as Workload;
  const { derived, plan } = await planOf(workload);
  const { pixelsFast, pixelSize, normalDistance } = plan.fixed.panels[0] as (typeof plan.fixed.panels)[0];
  const corner = Math.atan(((pixelsFast / 2) * Math.SQRT2 * pixelSize) / normalDistance);
  const dMin = derived.beam.wavelength / (2 * Math.sin(corner / 2));
  // The list ends at 2 Å; tricubic interpolation needs two more indices than the nearest one.
  expect(dMin).toBeGreaterThan(2.2e-10);
});
