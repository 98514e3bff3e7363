import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Experiment } from '@braggsim/experiment';
import { simulate } from '@braggsim/simulate';
import { build, defaultClientConditions } from 'vite';
import { expect, test } from 'vitest';
import type { WgpuAnswer } from './wgpu.fixture';

/** Largest error relative to the brightest pixel, as on the other implementation. */
const OF_MAXIMUM = 2e-6;
/** Starting Deno and compiling all shaders by software may take this long, ms. */
const LONGEST_MS = 180_000;

const beam = { wavelengthA: 1, fluencePerM2: 1e28, polarization: 0.9 };
const detector = {
  convention: 'mosflm',
  pixelsFast: 48,
  pixelsSlow: 40,
  pixelMm: 2,
  distanceMm: 120,
  // Off the direct beam, which is brighter than all spots.
  beamCentreMm: [-10, 45],
} as const;
const crystal = {
  cell: [78, 62, 37, 85, 96, 101],
  misset: [3, 26, 8],
  cells: [9, 8, 7],
  mosaic: { spreadDeg: 0.4, domains: 5 },
} as const;
const structureFactors = { default: 100 };

const CASES: Readonly<Record<string, Experiment>> = {
  'a mosaic crystal that turns': {
    beam,
    detector,
    crystal: { ...crystal, shape: 'square' },
    structureFactors,
    scan: { widthDeg: 0.5, phiSteps: 3 },
    sampling: { oversample: 2 },
  },
  'a spectrum, water and a sensor': {
    beam: { ...beam, dispersionPercent: 1, dispersionSteps: 3 },
    detector: { ...detector, twoThetaDeg: 11 },
    crystal: { ...crystal, shape: 'gauss' },
    structureFactors,
    background: [{ kind: 'water', thicknessUm: 0.2 }],
    sampling: { oversample: 1 },
  },
  'two crystals before two panels': {
    beam,
    detector: {
      ...detector,
      panels: [
        { name: 'a', pixelsFast: 30, pixelsSlow: 20, cornerMm: [0, 0, 0] },
        { name: 'b', pixelsFast: 20, pixelsSlow: 30, cornerMm: [62, 4, 3], fast: [1, 0, 0.2] },
      ],
    },
    crystals: [
      { ...crystal, shape: 'round' },
      { ...crystal, shape: 'gauss', misset: [40, 50, 60], scale: 0.3 },
    ],
    structureFactors,
    sampling: { oversample: 1 },
  },
};

/** Finds Deno: of DENO_PATH, of the npm package `deno`, or of the path. */
function findDeno(): string | undefined {
  const own = join(import.meta.dirname, '../../node_modules/.bin/deno');
  return [process.env.DENO_PATH, own, 'deno'].find(
    (program) => program && spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0,
  );
}

/** Bundles the kernel for Deno and lets it compute the experiments. */
async function onWgpu(deno: string, experiments: readonly Experiment[]): Promise<WgpuAnswer> {
  const outDir = mkdtempSync(join(tmpdir(), 'braggsim-wgpu-'));
  try {
    await build({
      root: import.meta.dirname,
      configFile: false,
      logLevel: 'error',
      resolve: {
        conditions: ['source', ...defaultClientConditions],
        alias: { ndarray: join(import.meta.dirname, 'src/plain-array.ts') },
      },
      build: {
        outDir,
        target: 'esnext',
        minify: false,
        lib: { entry: join(import.meta.dirname, 'wgpu.fixture.ts'), formats: ['es'], fileName: 'wgpu' },
      },
    });
    const { stdout, stderr, status } = spawnSync(deno, ['run', '--no-config', join(outDir, 'wgpu.js')], {
      input: JSON.stringify(experiments),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      timeout: LONGEST_MS,
    });
    if (status !== 0) throw new Error(`Deno ended with ${status}: ${stderr.slice(0, 2000)}`);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as WgpuAnswer;
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

const deno = findDeno();
const missing = 'no Deno is installed: npm install --global deno, or name one in DENO_PATH';
const found: WgpuAnswer = deno ? await onWgpu(deno, Object.values(CASES)) : { problem: missing };
if ('problem' in found) process.stdout.write(`tests on wgpu skipped: ${found.problem}\n`);
const photons = 'photons' in found ? found.photons : [];

test.skipIf('problem' in found).each(Object.entries(CASES))(
  '%s: wgpu agrees with the reference',
  async (name, given) => {
    const { panels } = await simulate({ ...given, sampling: { ...given.sampling, kernel: 'reference' } });
    const expected = panels.flatMap(({ data }) => [...data]);
    const actual = (photons[Object.keys(CASES).indexOf(name)] ?? []).flat();
    const largest = Math.max(...expected);
    expect(largest).toBeGreaterThan(0);
    expect(actual).toHaveLength(expected.length);
    const errors = actual.map((value, i) => Math.abs(value - (expected[i] as number)) / largest);
    expect(Math.max(...errors)).toBeLessThan(OF_MAXIMUM);
  },
);
