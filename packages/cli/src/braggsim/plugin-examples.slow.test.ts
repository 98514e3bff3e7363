import { readFileSync } from 'node:fs';
import { nativeFacts } from '@braggsim/kernel-cpu/node';
import { afterAll, expect, test } from 'vitest';
import { exampleExperiment, examplePixels, PLUGIN_EXAMPLES } from './plugin-examples.fixture';
import { finish, folder } from './run.fixture';

const here = folder();
afterAll(() => here.remove());
const facts = await nativeFacts();

test('this machine has native code, without which the slow lane checks nothing of it', () => {
  expect(facts).not.toHaveProperty('reason');
});

/** The examples with a formula, which kernels make into code. */
const withFormula = PLUGIN_EXAMPLES.filter(({ name }) => ['a shape', 'a factor', 'a background'].includes(name));
const cases = withFormula.flatMap((example) =>
  ['double', 'mixed', 'single'].map((precision) => ({ ...example, precision })),
);

test.each(cases)('$name in $precision has the same bytes in native code and in WebAssembly', async (example) => {
  const file = here.put(`${example.name}.json`, exampleExperiment(example));
  const output = here.at('image.bin');
  const asked = ['simulate', file, '--plugin', example.file, '--precision', example.precision, '-o', output, '--quiet'];
  const images: Float32Array[] = [];
  // Without a compiler, or with a formula that the C emitter cannot write, `require` is an error.
  for (const native of ['require', 'off']) {
    expect(await finish([...asked, '--native', native])).toEqual({ code: 0, out: '', err: '' });
    images.push(examplePixels(readFileSync(output), example));
  }
  const [native, wasm] = images as [Float32Array, Float32Array];
  expect(new Set(native).size).toBeGreaterThan(1);
  expect(native).toStrictEqual(wasm);
});
