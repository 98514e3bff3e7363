import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingGpu } from '../../../../kernel-gpu/src/testing/missing-gpu';
import { finish, folder } from '../run.fixture';

const problem = await missingGpu('always');

const here = folder();
const own = process.env.XDG_CACHE_HOME;
beforeAll(() => {
  process.env.XDG_CACHE_HOME = here.at('cache');
});
afterAll(() => {
  if (own === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = own;
  here.remove();
});

/** Ten thousand samples for each of a million pixels, which no machine computes within two seconds, and of which a few are computed. */
const LONG = [
  ...[
    'simulate',
    '--default-f',
    '100',
    '--cell',
    '60,60,40',
    '--ncells',
    '4,4,4',
    '--distance',
    '300',
    '--pixel',
    '0.1',
  ],
  ...['--detpixels', '1000', '--oversample', '1', '--mosaic', '0.5', '--mosaic-domains', '100'],
  ...['--osc', '1', '--phi-steps', '100', '--roi', '300,303,300,303', '--out', here.at('image.bin')],
];
const RATES = () => here.at('cache/braggsim/rates.json');
const rates = (): Record<string, number> => JSON.parse(readFileSync(RATES(), 'utf8'));

describe.skipIf(problem)('the calibration by which auto chooses a kernel', () => {
  test('is done once on a machine and kept, and never takes an adapter of software', async () => {
    const { code, err, out } = await finish(LONG);
    expect(code, err).toBe(0);
    expect(out + err).toMatch(/swiftshader.* computes on the CPU, where the cpu kernel is faster/i);
    const measured = Object.entries(rates());
    expect(measured).toEqual([[expect.stringMatching(/^cpu \|/), expect.any(Number)]]);
    expect(measured[0]?.[1]).toBeGreaterThan(1e5);
    const { mtimeMs } = statSync(RATES());
    expect((await finish(LONG)).code).toBe(0);
    expect(statSync(RATES()).mtimeMs).toBe(mtimeMs);
  });

  test('decides with the rate that is kept: a run that it finds short looks for no GPU', async () => {
    writeFileSync(RATES(), JSON.stringify(Object.fromEntries(Object.keys(rates()).map((key) => [key, 1e13]))));
    const { code, err, out } = await finish(LONG);
    expect(code, err).toBe(0);
    expect(out + err).not.toContain('computes on the CPU');
  });

  test('and its rates are what braggsim devices shows, beside a longer measurement of each device', async () => {
    const { code, out, err } = await finish(['devices']);
    expect(code, err).toBe(0);
    const blocks = out.split(/^(?=\S)/m);
    expect(blocks.map((block) => block.split(' ')[0])).toEqual(['cpu', 'native', 'gpu']);
    const rateOf = (block = '') => Number(/^ +([\d.e+]+) million samples\/s in single precision$/m.exec(block)?.[1]);
    const [cpu, native, gpu] = blocks;
    expect(rateOf(cpu)).toBeGreaterThan(0.1);
    // Native code needs a compiler, whose absence has a reason.
    if (!native?.startsWith('native  none')) expect(rateOf(native)).toBeGreaterThan(0.1);
    expect(rateOf(gpu)).toBeGreaterThan(0.01);
    expect(gpu).toMatch(/swiftshader[\s\S]*auto never takes it/i);
  });
});
