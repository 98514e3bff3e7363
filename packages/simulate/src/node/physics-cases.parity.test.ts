import { loadExperiment } from '@braggsim/experiment/node';
import { folder, physicsImage, putPhysicsInputs, refusedExperiments } from '@braggsim/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { derivatives } from '../derivatives/derivatives';
import { simulate } from '../simulate';
import { builtCases, differences, loadCase } from './physics-cases.fixture';

/** Experiments that are refused with the field in the message; the others need physics that is not built yet. */
const REFUSED = [
  'bad-spectrum-negative',
  'bad-spectrum-zero',
  'bad-spectrum-header',
  'bad-spectrum-and-wavelength',
  'bad-shape-symmetry',
  'bad-both-crystals',
  'bad-no-crystals',
  'bad-off-diagonal',
  'bad-blocks',
  'bad-ring',
  'bad-ring-width',
  'bad-stop',
  'bad-electron-polarization',
];

const files = folder();
beforeAll(() => putPhysicsInputs(files));
afterAll(files.remove);

describe.each(builtCases())('$id: $title', (physicsCase) => {
  test.each(['reference', 'cpu'] as const)('kernel %s', async (kernel) => {
    const { experiment, inputs, stages } = await loadCase(files, physicsCase, { kernel, precision: 'double' });
    const { panels } = await simulate(experiment, { inputs, stages });
    const { bright, dark } = differences(panels[0]?.data as ArrayLike<number>, physicsImage(physicsCase));
    expect(bright).toBeLessThan(1e-6);
    expect(dark).toBeLessThan(1e-6);
  });
});

/**
 * Stored derivatives are five-point differences; with a step of a thousandth of a cell edge, or of a twentieth of a degree,
 * their own error is larger.
 */
const TRUNCATED: Readonly<Record<string, number>> = { 'crystal.cell.1': 1e-4, 'crystals.0.misset.2': 3e-6 };

const gradients = builtCases().flatMap((physicsCase) =>
  Object.entries(physicsCase.gradients ?? {}).flatMap(([name, stored]) =>
    (['reference', 'cpu'] as const).map((kernel) => ({ physicsCase, id: physicsCase.id, name, stored, kernel })),
  ),
);

test.each(gradients)('$id: derivative by $name, kernel $kernel', async ({ physicsCase, name, stored, kernel }) => {
  const { experiment, inputs, stages } = await loadCase(files, physicsCase, { kernel });
  const { derivatives: images } = await derivatives(experiment, { parameters: [name], inputs, stages });
  const image = images[name]?.[0]?.data as Float64Array;
  const largest = image.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const limit = (TRUNCATED[name] ?? 1e-7) * largest;
  for (const { slow, fast, derivative } of stored.pixels) {
    expect(Math.abs((image[slow * physicsCase.shape[1] + fast] as number) - derivative)).toBeLessThan(limit);
  }
});

test.each(REFUSED)('%s is refused with the field in its message', async (name) => {
  const {
    experiment,
    files: own = {},
    mentions,
  } = refusedExperiments()[name] as ReturnType<typeof refusedExperiments>[string];
  for (const [file, text] of Object.entries(own)) files.put(file, text);
  const path = files.put(`${name}.json`, JSON.stringify(experiment));
  const run = async () => {
    const { experiment: loaded, inputs, stages } = await loadExperiment(path);
    await simulate(loaded, { inputs, stages });
  };
  await expect(run()).rejects.toThrow(new RegExp(mentions));
});
