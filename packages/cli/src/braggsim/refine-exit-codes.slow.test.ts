import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SPOTS, START, STILL, turned } from './refine.fixture';
import { finish, folder } from './run.fixture';

const here = folder();
afterAll(() => here.remove());
const at = (name: string) => here.at(name);

beforeAll(async () => {
  here.put('still.yaml', STILL);
  here.put('start.yaml', START);
  here.put('wrong.yaml', turned('40, 10, -57'));
  here.put('nothing.yaml', STILL.replace(/structureFactors.*\n/, ''));
  here.put('tophat.yaml', STILL.replace('square', 'tophat'));
  here.put('spots.txt', SPOTS);
  here.put('few.txt', '31 38\n');
  expect((await finish(['simulate', at('still.yaml'), '-q', '-o', at('image.img')])).code).toBe(0);
  const bytes = readFileSync(at('image.img'));
  writeFileSync(at('cut.img'), bytes.subarray(0, bytes.length / 2));
  here.put('broken.refl', 'not a table');
});

/** Refines the image with the words in place of the usual ones. */
const refine = (words: string, start = 'start.yaml', image = 'image.img', spots = 'spots.txt') =>
  finish([
    ...['refine', at(start), at(image), '--spots', at(spots), '--box', '4', '--free', 'misset,scale', '-q'],
    ...['-o', at('refined.yaml'), ...words.split(' ').filter(Boolean)],
  ]);

describe('the exit code of a refinement', () => {
  test('is 0 where it converged', async () => expect((await refine('')).code).toBe(0));

  test.each([
    ['--free nonsense', "knows no 'nonsense'"],
    ['--bound scale=2:1', 'reversed'],
    ['--bound scale=2:3', 'outside its bounds'],
    ['--bound scale=a:b', 'scale'],
    ['--free polarisation', "'polarisation'"],
    ['--restrain cell.a=41:1', 'not among the free numbers'],
    ['--tie cell.a,cell.b', 'not among the free numbers'],
  ])('is 2 for %s', async (words, message) => {
    const { code, err } = await refine(words);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  test('is 2 for a size without a derivative', async () => {
    const { code, err } = await refine('--free ncells', 'tophat.yaml');
    expect(err).toContain('tophat');
    expect(code).toBe(2);
  });

  test.each([
    ['stopped early', '--max-evaluations 3', 'start.yaml', 'spots.txt'],
    ['does not explain the pixels', '', 'wrong.yaml', 'spots.txt'],
    ['has too few boxes', '', 'start.yaml', 'few.txt'],
  ])('is 4 where it %s, and the outputs are written', async (_, words, start, spots) => {
    rmSync(at('refined.yaml'), { force: true });
    const { code } = await refine(words, start, 'image.img', spots);
    expect(code).toBe(4);
    expect(here.names()).toContain('refined.yaml');
  });

  test.each([
    ['an image that is missing', 'start.yaml', 'absent.img', 'spots.txt', 'absent.img'],
    ['an image that is cut short', 'start.yaml', 'cut.img', 'spots.txt', 'cut.img'],
    ['a broken table of spots', 'start.yaml', 'image.img', 'broken.refl', 'broken.refl'],
    ['no structure factors', 'nothing.yaml', 'image.img', 'spots.txt', 'structure'],
    ['a missing experiment', 'absent.yaml', 'image.img', 'spots.txt', 'absent.yaml'],
  ])('is 9 for %s', async (_, start, image, spots, message) => {
    const { code, err } = await refine('', start, image, spots);
    expect(err).toContain(message);
    expect(code).toBe(9);
  });

  test('is 9 for an image of another size than the detector', async () => {
    const { code, err } = await refine('--detpixels 100');
    expect(err).toContain('120');
    expect(code).toBe(9);
  });

  test('is 130 after an interrupt', async () => {
    const signal = AbortSignal.abort();
    const argv = ['refine', at('start.yaml'), at('image.img'), '-q', '-o', at('other.yaml')];
    expect(await finish(argv, { signal })).toMatchObject({ code: 130 });
    expect(here.names()).not.toContain('other.yaml');
  });
});

describe('a dry run', () => {
  const run = (words: string, image = 'image.img', spots = 'spots.txt') =>
    finish(['refine', at('start.yaml'), at(image), '--spots', at(spots), '--box', '4', ...words.split(' ')]);

  test.each([
    ['few.txt', 'image.img', 4, { failure: expect.stringContaining('expected at least 5 boxes') }],
    ['spots.txt', 'absent.img', 9, { status: 'failed', failure: expect.stringContaining('absent.img') }],
  ])(
    'of %s and %s ends with the exit code of the refinement, and lists the failure',
    async (spots, image, exit, shot) => {
      const { code, out } = await run('--dry-run --json', image, spots);
      expect(code).toBe(exit);
      expect(JSON.parse(out)).toMatchObject({ dryRun: true, shots: [shot] });
    },
  );

  test.each([
    [`--free misset -o ${at('amplitudes.hkl')}`, 'a list of amplitudes is written where they are refined'],
    ['--shared distnace', "--shared knows no 'distnace'"],
    ['--free misset,f-hkl --neighbours 1 --shape gauss', 'f-hkl cannot be refined'],
  ])('refuses %s, as a refinement does before its first evaluation', async (words, message) => {
    for (const more of [' --dry-run', ' -q']) {
      const { code, err } = await run(words + more);
      expect(err).toContain(message);
      expect(code).toBe(2);
    }
  });
});

test('a dry run says what would be refined, with the pixels of a mask left out, and writes nothing', async () => {
  const pixels = Uint8Array.from({ length: 120 * 120 }, (_, i) => (i % 120 === 31 ? 0 : 1));
  writeFileSync(at('mask.pgm'), Buffer.concat([Buffer.from('P5\n120 120\n255\n'), pixels]));
  rmSync(at('refined.yaml'), { force: true });
  const words = ['refine', at('start.yaml'), at('image.img'), '--spots', at('spots.txt'), '--box', '4'];
  const more = ['--free', 'misset,scale', '--dry-run', '-o', at('refined.yaml'), '--mask', at('mask.pgm')];
  const { code, out } = await finish([...words, ...more]);
  expect(code).toBe(0);
  // 9 pixels of the mask, and 18 beyond the edge of the panel.
  expect(out).toMatch(/image\.img: would be refined on \d+ pixels of 6 boxes, 27 left out/);
  expect(out).toMatch(/turn\.x +0 +-5 +5 +deg/);
  expect(existsSync(at('refined.yaml'))).toBe(false);
  const list = ['start.yaml image.img spots.txt', 'start.yaml image.img - none.csv'];
  writeFileSync(at('list.txt'), list.join('\n'));
  const ofList = ['refine', '--shots', at('list.txt'), '--free', 'misset,distance', '--dry-run'];
  const several = await finish(ofList);
  expect(several.code).toBe(9);
  expect(several.out).toMatch(/turn\.x +0 +-5 +5 +deg\n/);
  expect(several.out).toMatch(/distance +60 .* mm +shared\n/);
  expect(several.err).toMatch(/none\.csv/);
  const json = await finish([...words, ...more, '--json']);
  expect(JSON.parse(json.out)).toMatchObject({ dryRun: true, shots: [{ boxes: 6, masked: 27 }] });
});
