import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { SPOTS, START, STILL } from './refine.fixture';
import { folder } from './run.fixture';

const COMMAND = fileURLToPath(new URL('../../bin/braggsim.js', import.meta.url));
const here = folder();
afterAll(() => here.remove());

/** Runs the built command in the folder of the test. */
const run = (...argv: string[]): string =>
  execFileSync(process.execPath, [COMMAND, ...argv], { cwd: here.path, encoding: 'utf8' });

test('two workers of the built command write the outputs of two stills', () => {
  here.put('still.yaml', STILL);
  here.put('start.yaml', START);
  here.put('spots.txt', SPOTS);
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
