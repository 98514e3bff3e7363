import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { missingGpu } from '../../../kernel-gpu/src/testing/missing-gpu';
import { SPOTS, START, STILL } from './refine.fixture';
import { finish, folder } from './run.fixture';

const problem = await missingGpu();
const here = folder();
afterAll(() => here.remove());

interface Report {
  readonly shots: readonly {
    readonly status: string;
    readonly parameters: readonly { readonly name: string; readonly value: number; readonly esd: number }[];
  }[];
}

test.skipIf(problem)('a refinement by shaders ends where double precision does, with the same errors', async () => {
  const still = here.put('still.yaml', STILL);
  const start = here.put('start.yaml', START);
  const spots = here.put('spots.txt', SPOTS);
  await finish(['simulate', still, '-q', '-o', here.at('image.img')]);
  const refinedBy = async (kernel: string) => {
    const words = ['refine', start, here.at('image.img'), '--spots', spots, '--box', '3', '--kernel', kernel, '-q'];
    const outputs = ['-o', here.at(`${kernel}.yaml`), '--report', here.at(`${kernel}.json`)];
    const { code } = await finish([...words, '--free', 'misset,ncells,scale', ...outputs]);
    expect(code).toBe(0);
    return (JSON.parse(readFileSync(here.at(`${kernel}.json`), 'utf8')) as Report).shots[0]?.parameters ?? [];
  };
  const [double, single] = [await refinedBy('cpu'), await refinedBy('gpu')];
  expect(double).toHaveLength(7);
  for (const [i, { name, value, esd }] of double.entries()) {
    expect(Math.abs((single[i]?.value ?? 0) - value) / esd, name).toBeLessThan(0.2);
    expect((single[i]?.esd ?? 0) / esd, name).toBeCloseTo(1, 2);
  }
  // The shaders computed something of their own.
  expect(single.map(({ value }) => value)).not.toEqual(double.map(({ value }) => value));
});
