import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readShotList } from './shot-list';

const folder = mkdtempSync(join(tmpdir(), 'shots-'));
afterAll(() => rmSync(folder, { recursive: true }));

const listOf = (text: string) => {
  const path = join(folder, 'shots.txt');
  writeFileSync(path, text);
  return readShotList(path);
};
const beside = (name: string) => join(folder, name);

describe('a list of shots', () => {
  test('names experiments and images, or experiment lists and tables', () => {
    const shots = listOf(
      '# shots\na.yaml a.img\nb.yaml b.img b.txt b.lam # last\nc.expt c.refl 3\nd.expt d.refl d.lam 1\ne.yaml e.img - e.lam\n',
    );
    expect(shots).toEqual([
      { experiment: beside('a.yaml'), image: beside('a.img') },
      { experiment: beside('b.yaml'), image: beside('b.img'), spots: beside('b.txt'), spectrum: beside('b.lam') },
      { list: beside('c.expt'), spots: beside('c.refl'), index: 3 },
      { list: beside('d.expt'), spots: beside('d.refl'), spectrum: beside('d.lam'), index: 1 },
      { experiment: beside('e.yaml'), image: beside('e.img'), spectrum: beside('e.lam') },
    ]);
  });

  test.each(['a.yaml', 'a b c d e', ''])('with the line %j is refused', (line) =>
    expect(() => listOf(line)).toThrow(/shot/),
  );
});
