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
  'bad-gamma',
  'bad-sigma',
  'bad-laue',
  'bad-frame',
  'bad-dispersion-range',
  'bad-part-without-phases',
  'bad-shape-symmetry',
  'bad-both-crystals',
  'bad-no-crystals',
  'bad-off-diagonal',
  'bad-blocks',
  'bad-ring',
  'bad-ring-width',
  'bad-stop',
  'bad-spectrum-one-knot',
  'bad-band-square',
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

const labelled = builtCases().filter(({ outputs }) => outputs.length > 0);

test.each(
  labelled.flatMap((physicsCase) =>
    (['reference', 'cpu'] as const).map((kernel) => ({ physicsCase, id: physicsCase.id, kernel })),
  ),
)('$id: labels, kernel $kernel', async ({ physicsCase, kernel }) => {
  const { experiment, inputs, stages } = await loadCase(files, physicsCase, { kernel });
  const { labels } = await simulate(experiment, { inputs, stages, labels: ['energy', 'hkl'] });
  const photons = physicsImage(physicsCase);
  const brightest = Math.max(...photons);
  const worst = (output: 'energy' | 'hkl', error: (found: number, expected: number) => number) => {
    const found = labels[output]?.[0] as Float32Array;
    return physicsImage(physicsCase, output).reduce((most, expected, i) => {
      const isLit = (photons[i % photons.length] as number) > 1e-6 * brightest;
      return isLit ? Math.max(most, error(found[i] as number, expected)) : most;
    }, 0);
  };
  expect(worst('energy', (found, expected) => Math.abs(found / expected - 1))).toBeLessThan(1e-6);
  expect(worst('hkl', (found, expected) => Math.abs(found - expected))).toBeLessThan(1e-4);
});

/**
 * Stored derivatives are five-point differences; with a step of a thousandth of a cell edge, or of a twentieth of a degree,
 * their own error is larger.
 */
const TRUNCATED: Readonly<Record<string, number>> = { 'crystal.cell.1': 1e-4, 'crystals.0.misset.2': 3e-6 };

const withGradients = builtCases().flatMap((physicsCase) => {
  const { id, gradients } = physicsCase;
  return gradients ? [{ id, physicsCase, gradients }] : [];
});

test.each(withGradients)('$id: the derivatives are the stored ones', async ({ physicsCase, gradients }) => {
  const [pixelsSlow, pixelsFast] = physicsCase.shape;
  const parameters = Object.keys(gradients);
  /** Derivatives of the pixels that a mask leaves, by parameter. */
  const imagesOf = async (
    kernel: 'reference' | 'cpu',
    mask?: Uint8Array,
  ): Promise<(readonly [string, Float64Array])[]> => {
    const { experiment, inputs, stages } = await loadCase(files, physicsCase, { kernel });
    const given = mask ? { ...inputs, mask } : inputs;
    const { derivatives: images } = await derivatives(experiment, { parameters, inputs: given, stages });
    return parameters.map((name) => [name, images[name]?.[0]?.data as Float64Array]);
  };
  const whole = await imagesOf('cpu');
  const largest = new Map(
    whole.map(([name, image]) => [name, image.reduce((most, x) => Math.max(most, Math.abs(x)), 0)]),
  );
  // The reference kernel takes a thousand times longer, and computes only the pixels whose derivatives are stored.
  const stored = new Uint8Array(pixelsSlow * pixelsFast);
  for (const { slow, fast } of Object.values(gradients).flatMap(({ pixels }) => pixels))
    stored[slow * pixelsFast + fast] = 1;
  for (const [name, image] of [...whole, ...(await imagesOf('reference', stored))]) {
    const limit = (TRUNCATED[name] ?? 1e-7) * (largest.get(name) as number);
    for (const { slow, fast, derivative } of gradients[name]?.pixels ?? []) {
      const off = Math.abs((image[slow * pixelsFast + fast] as number) - derivative);
      expect(off, `${name}, pixel ${fast}, ${slow}`).toBeLessThan(limit);
    }
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
