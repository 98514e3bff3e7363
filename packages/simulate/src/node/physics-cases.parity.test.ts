import { loadExperiment } from '@braggsim/experiment/node';
import {
  folder,
  type PhysicsCase,
  physicsCases,
  physicsImage,
  putPhysicsInputs,
  refusedExperiments,
} from '@braggsim/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulate } from '../simulate';

/** Cases of physics that is not built yet. */
const NOT_BUILT = new Set(
  'v03-anomalous-parts v04-channel-columns v05-diffuse-upstream v06-diffuse-liquid v09-two-crystals v13-pink-band v15-electrons v16-neighbours'.split(
    ' ',
  ),
);
const REFUSED_ALREADY = [
  'bad-shape-symmetry',
  'bad-off-diagonal',
  'bad-spectrum-negative',
  'bad-spectrum-zero',
  'bad-spectrum-header',
  'bad-spectrum-and-wavelength',
  'bad-blocks',
  'bad-ring',
  'bad-ring-width',
  'bad-stop',
];

const files = folder();
beforeAll(() => putPhysicsInputs(files));
afterAll(files.remove);

async function photonsOf({ id, experiment }: PhysicsCase, kernel: string): Promise<ArrayLike<number>> {
  const sampling = { ...(experiment.sampling as object), kernel, precision: 'double' };
  const path = files.put(`${id}.json`, JSON.stringify({ ...experiment, sampling }));
  const { experiment: loaded, inputs, stages } = await loadExperiment(path);
  const { panels } = await simulate(loaded, { inputs, stages });
  return panels[0]?.data as ArrayLike<number>;
}

/** Largest relative difference of the pixels above a millionth of the maximum, and of the darker ones to the maximum. */
function differences(found: ArrayLike<number>, expected: Float32Array) {
  const maximum = expected.reduce((most, x) => Math.max(most, x), 0);
  let [bright, dark] = [0, 0];
  for (const [i, x] of expected.entries()) {
    const difference = Math.abs((found[i] as number) - x);
    if (x > 1e-6 * maximum) bright = Math.max(bright, difference / x);
    else dark = Math.max(dark, difference / maximum);
  }
  return { bright, dark };
}

describe.each(physicsCases().filter(({ id }) => !NOT_BUILT.has(id)))('$id: $title', (physicsCase) => {
  test.each(['reference', 'cpu'])('kernel %s', async (kernel) => {
    const found = await photonsOf(physicsCase, kernel);
    const { bright, dark } = differences(found, physicsImage(physicsCase));
    expect(bright).toBeLessThan(1e-6);
    expect(dark).toBeLessThan(1e-6);
  });
});

test.each(REFUSED_ALREADY)('%s is refused with the field in its message', async (name) => {
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
