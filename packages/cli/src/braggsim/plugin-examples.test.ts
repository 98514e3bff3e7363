import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import {
  exampleExperiment,
  examplePixels,
  largestDifference,
  PLUGIN_EXAMPLES,
  type PluginExample,
} from './plugin-examples.fixture';
import { finish, folder } from './run.fixture';

const here = folder();
afterAll(() => here.remove());

const plain = here.put('plain.json', exampleExperiment({ experiment: {} }));

/** Returns the pixels of an image that the command computes without errors and warnings. */
async function pixels(example: Pick<PluginExample, 'extension'>, argv: readonly string[]): Promise<Float32Array> {
  const output = here.at(`image${example.extension ?? '.bin'}`);
  expect(await finish(['simulate', ...argv, '-o', output, '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  return examplePixels(readFileSync(output), example);
}

describe.each(PLUGIN_EXAMPLES)('$name', (example) => {
  const asked = here.put(`${example.name}.json`, exampleExperiment(example));
  const plugin = ['--plugin', example.file];

  test('a file and flags, and the reference and the CPU kernel, give the same image', async () => {
    const [reference, cpu, byFlags] = [
      await pixels(example, [asked, ...plugin, '--kernel', 'reference']),
      await pixels(example, [asked, ...plugin, '--kernel', 'cpu', '--precision', 'double']),
      await pixels(example, [plain, ...plugin, ...example.flags, '--kernel', 'reference']),
    ];
    expect(reference).toHaveLength(24 ** 2);
    expect(byFlags).toEqual(reference);
    expect(largestDifference(cpu, reference)).toBeLessThan(1e-6);
    const without = await pixels({}, [plain, '--kernel', 'reference']);
    if (example.extension === undefined) expect(largestDifference(reference, without)).toBeGreaterThan(1e-3);
    else expect(reference).toEqual(without);
  });

  test('help and explain contain it', async () => {
    const { out: help } = await finish(['simulate', ...plugin, '--help']);
    for (const text of example.help) expect(help).toContain(text);
    const { out: helpWithout } = await finish(['simulate', '--help']);
    for (const text of example.help) expect(helpWithout).not.toContain(text);
    const { code, out } = await finish(['explain', asked, ...plugin, '-o', `x${example.extension ?? '.bin'}`]);
    expect(code).toBe(0);
    expect(out).toContain(`stages of plug-ins: ${example.explained}`);
  });

  test('its file has at most 40 lines', () => {
    expect(readFileSync(example.file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });
});
