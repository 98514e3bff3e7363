import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { missingGpu } from '../../../kernel-gpu/src/testing/missing-gpu';
import { exampleExperiment, examplePixels, largestDifference, PLUGIN_EXAMPLES } from './plugin-examples.fixture';
import { finish, folder } from './run.fixture';

const problem = await missingGpu('always');
const here = folder();
afterAll(() => here.remove());

test.skipIf(problem).each(PLUGIN_EXAMPLES)(
  '$name: the GPU kernel gives the image of the reference',
  async (example) => {
    const file = here.put(`${example.name}.json`, exampleExperiment(example));
    const output = here.at(`image${example.extension ?? '.bin'}`);
    const images: Float32Array[] = [];
    for (const kernel of ['gpu', 'reference']) {
      const argv = [file, '--plugin', example.file, '--kernel', kernel, '-o', output, '--quiet'];
      expect(await finish(['simulate', ...argv])).toEqual({ code: 0, out: '', err: '' });
      images.push(examplePixels(readFileSync(output), example));
    }
    const [gpu, reference] = images as [Float32Array, Float32Array];
    expect(largestDifference(gpu, reference)).toBeLessThan(1e-5);
  },
);
