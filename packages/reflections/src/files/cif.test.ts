import { cifNumber, cifValue, columnOf, loopWith, parseCif } from '@braggsim/core/cif';
import { describeFormat } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { fixture } from './fixtures.fixture';

const sample = `# comment
data_one
_cell.length_a 12.5(3)
_Title 'it's a "title"' # not part of it
_text
;first line
second; line
;
loop_
_a.x
_a.y
1 ' 2 '
;three
;
?
data_two _x .
`;

test('items, quotes, text fields, loops and blocks', () => {
  const [one, two] = parseCif(sample);
  expect(one?.name).toBe('one');
  expect(Object.fromEntries(one?.items ?? [])).toEqual({
    '_cell.length_a': '12.5(3)',
    _title: 'it\'s a "title"',
    _text: 'first line\nsecond; line',
  });
  expect(one?.loops).toEqual([{ tags: ['_a.x', '_a.y'], values: ['1', ' 2 ', 'three', '?'] }]);
  expect([two?.name, two?.items.get('_x')]).toEqual(['two', '.']);
});

test('any line ends and a byte order mark', () => {
  const plain = parseCif(sample);
  expect(parseCif(`\uFEFF${sample}`)).toEqual(plain);
  expect(parseCif('data_a\r\nloop_\r\n_b\r\n1\r\n2\r\n')[0]?.loops[0]?.values).toEqual(['1', '2']);
});

test('values by name, missing ones, numbers with uncertainties', () => {
  const block = parseCif(sample)[0] as ReturnType<typeof parseCif>[number];
  expect(cifValue(block, '_nothing', '_a.x')).toBe('1');
  const loop = loopWith(block, '_a.y');
  expect(loop && columnOf(loop, '_a.z', '_a.y')(0)).toBe(' 2 ');
  expect(loop && columnOf(loop, '_a.z')(0)).toBeUndefined();
  expect(['12.5(3)', '-1e3', '?', '.', undefined, '', 'x'].map(cifNumber)).toEqual([
    12.5,
    -1000,
    NaN,
    NaN,
    NaN,
    NaN,
    NaN,
  ]);
});

test.each([
  ['1 2 3', 'is not a CIF file'],
  ['_a 1', 'is not a CIF file'],
  ['data_a _b', '_b has no value'],
  ['data_a _b _c 1', '_b has no value'],
  ['data_a 1', "expected a name or loop_, found '1'"],
  ['data_a loop_ _b _c 1 2 3', 'a loop of 2 columns (_b) has 3 values'],
  ['data_a loop_ 1', 'a loop of 0 columns'],
  ['data_a _b\n;text', 'has no end'],
  ["data_a _b 'text", 'a quoted word has no end'],
])('%j is refused', (text, message) => {
  expect(() => parseCif(text)).toThrow(message);
});

describeFormat('CIF', {
  files: { 'a small model': fixture('small.cif') },
  read: (bytes) => parseCif(new TextDecoder().decode(bytes)),
  check: (blocks) => expect(Array.isArray(blocks)).toBe(true),
  endsAnywhere: true,
  broken: { 'a field without an end': 'data_a _b\n;text', 'a loop of names': `data_a loop_ ${'_b '.repeat(1e5)}1` },
});
