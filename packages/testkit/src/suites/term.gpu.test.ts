import type { Crystal } from '@braggsim/core/derived';
import { nodeGpu } from '@braggsim/kernel-gpu/node';
import { afterAll, beforeAll, test } from 'vitest';
import { debyeWaller } from '../../../../examples/plugin-debye-waller/src/debye-waller';
import { diffuseRing } from '../../../../examples/plugin-diffuse-ring/src/diffuse-ring';
import { ellipsoid } from '../../../../examples/plugin-ellipsoid/src/ellipsoid';
import { missingGpu } from '../../../kernel-gpu/src/testing/missing-gpu';
import { runShader } from '../../../kernel-gpu/src/testing/run-shader';
import { describeTerm } from './term';

const problem = await missingGpu();

if (problem) {
  test.skip(`needs a GPU: ${problem}`, () => undefined);
} else {
  let release: (() => Promise<void>) | undefined;
  // Held throughout, so that the device is opened once.
  beforeAll(async () => {
    ({ release } = await nodeGpu.lease());
  });
  afterAll(async () => release?.());
  const onGpu = {
    runShader: async (code: string, reads: readonly Float32Array[], words: number) =>
      new Float32Array(
        await runShader(
          nodeGpu,
          code,
          reads.map((x) => Float32Array.from(x)),
          words,
        ),
      ),
  };
  const crystal = { cells: [5, 8, 13] } as unknown as Crystal;
  describeTerm(ellipsoid, { ...onGpu, cases: [{ name: '5 x 8 x 13 cells', derived: { crystal } }] });
  describeTerm(debyeWaller, { ...onGpu, cases: [{ name: 'B = 20 Å²', params: { bA2: 20 } }] });
  describeTerm(diffuseRing, { ...onGpu, cases: [{ name: 'a ring at 3.5 Å', params: {} }] });
}
