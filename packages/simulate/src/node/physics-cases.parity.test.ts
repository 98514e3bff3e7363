import type { Experiment } from '@braggsim/experiment';
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
  const pixelsFast = physicsCase.shape[1];
  const parameters = Object.keys(gradients);
  const { experiment, inputs, stages } = await loadCase(files, physicsCase, { kernel: 'cpu' });
  const imagesOf = async (sampling?: Experiment['sampling']) => {
    const given: Experiment = { ...experiment, sampling: { ...experiment.sampling, ...sampling } };
    const { derivatives: images } = await derivatives(given, { parameters, inputs, stages });
    return new Map(parameters.map((name) => [name, images[name]?.[0]?.data as Float64Array]));
  };
  const whole = await imagesOf();
  for (const { slow, fast } of Object.values(gradients)[0]?.pixels ?? []) {
    // The reference kernel takes a thousand times longer, and computes only the pixels whose derivatives are stored.
    const one = await imagesOf({
      kernel: 'reference',
      roi: [fast, fast, slow, slow],
    });
    const place = slow * pixelsFast + fast;
    for (const name of parameters) {
      const image = whole.get(name) as Float64Array;
      const limit = (TRUNCATED[name] ?? 1e-7) * image.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      const stored = gradients[name]?.pixels.find((pixel) => pixel.slow === slow && pixel.fast === fast);
      for (const value of [image[place], one.get(name)?.[place]]) {
        const off = Math.abs((value as number) - (stored?.derivative as number));
        expect(off, `${name}, ${fast}, ${slow}`).toBeLessThan(limit);
      }
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
