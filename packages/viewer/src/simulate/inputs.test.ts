import type { Experiment } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { resolveInputs } from './inputs';

const list = (F: number): Uint8Array => new TextEncoder().encode(`1 0 0 ${F}\n0 1 0 ${2 * F}\n`);
const opened = new Map([
  ['a.hkl', list(10)],
  ['b.hkl', list(30)],
]);
const crystal = { cell: [40, 50, 60, 90, 90, 90], cells: [5, 5, 5] } as const;
const amplitudes = (reflections: { readonly F: Float64Array } | undefined) => [...(reflections?.F ?? [])];

test('crystals have the common structure factors or their own', async () => {
  const experiment: Experiment = {
    crystals: [crystal, { ...crystal, structureFactors: { file: 'b.hkl' } }],
    structureFactors: { file: 'a.hkl' },
  };
  const { inputs } = await resolveInputs(experiment, opened);
  expect(inputs.crystals?.map(({ reflections }) => amplitudes(reflections))).toEqual([
    [10, 20],
    [30, 60],
  ]);
});

test('a file that an entry names and that is not open is named with the entry', async () => {
  const experiment: Experiment = {
    crystals: [crystal, { ...crystal, structureFactors: { file: 'c.hkl' } }],
    structureFactors: { default: 1 },
  };
  await expect(resolveInputs(experiment, opened)).rejects.toThrow(/crystals\[1\].*'c\.hkl' is not open here/);
});
