import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { missingGpu } from '../../../kernel-gpu/src/testing/missing-gpu';
import { finish, folder } from './run.fixture';

const problem = await missingGpu();
const here = folder();
afterAll(() => here.remove());

const STILL = `beam: { wavelengthA: 1, fluencePerM2: 3e29, polarization: 0.5 }
detector: { distanceMm: 60, pixelMm: 0.1, pixelsFast: 120, pixelsSlow: 120, beamCentreMm: [6, 6] }
crystal: { cell: [41, 52, 63, 82, 95, 103], misset: [12, -33, 57], cells: [12, 10, 9], shape: square }
structureFactors: { default: 60 }
readout: [{ kind: photon }, { kind: digitize, offset: 40 }]
sampling: { oversample: 1 }
seed: 1
`;

interface Report {
  readonly shots: readonly {
    readonly status: string;
    readonly parameters: readonly { readonly name: string; readonly value: number; readonly esd: number }[];
  }[];
}

test.skipIf(problem)('a refinement by shaders ends where double precision does, with the same errors', async () => {
  const still = here.put('still.yaml', STILL);
  const start = here.put('start.yaml', STILL.replace('12, -33, 57', '12.1, -33.05, 57.04'));
  const spots = here.put('spots.txt', '31 38\n37 112\n117 48\n84 77\n98 39\n109 41\n');
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
