import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { folder } from './run.fixture';

const COMMAND = fileURLToPath(new URL('../../bin/braggsim.js', import.meta.url));
const here = folder();
afterAll(() => here.remove());

/** Runs the built command in the folder of the test. */
const run = (...argv: string[]): string =>
  execFileSync(process.execPath, [COMMAND, ...argv], { cwd: here.path, encoding: 'utf8' });

const STILL = `beam: { wavelengthA: 1, fluencePerM2: 3e29, polarization: 0.5 }
detector: { distanceMm: 60, pixelMm: 0.1, pixelsFast: 120, pixelsSlow: 120, beamCentreMm: [6, 6] }
crystal: { cell: [41, 52, 63, 82, 95, 103], misset: [12, -33, 57], cells: [12, 10, 9], shape: square }
structureFactors: { default: 60 }
readout: [{ kind: photon }, { kind: digitize, offset: 40 }]
sampling: { oversample: 1 }
`;

test('two workers of the built command write the outputs of two stills', () => {
  here.put('still.yaml', STILL);
  here.put('start.yaml', STILL.replace('12, -33, 57', '12.1, -33.05, 57.04'));
  here.put('spots.txt', '31 38\n37 112\n117 48\n84 77\n98 39\n109 41\n');
  for (const seed of ['1', '2']) run('simulate', 'still.yaml', '--seed', seed, '-q', '-o', `image_${seed}.img`);
  here.put('shots.txt', 'start.yaml image_1.img spots.txt\nstart.yaml image_2.img spots.txt\n');
  const outputs = ['yaml', 'expt', 'refl', 'png'].flatMap((extension) => ['-o', `r_#.${extension}`]);
  const report = run(
    ...[
      'refine',
      '--shots',
      'shots.txt',
      '--box',
      '4',
      '--free',
      'misset,scale',
      '--threads',
      '2',
      '--json',
      ...outputs,
    ],
  );
  expect(JSON.parse(report)).toMatchObject({ status: 'converged', shots: [{ boxes: 6 }, { boxes: 6 }] });
  const written = ['yaml', 'expt', 'refl', 'png'].flatMap((extension) => [`r_1.${extension}`, `r_2.${extension}`]);
  expect(here.names()).toEqual(expect.arrayContaining(written));
});
