import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isPickle, readFlexMasks } from './flex-pickle';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../../cli/fixtures/masks/${name}`, import.meta.url))));

/** Where a mask has False. */
const masked = ({ mask }: { readonly mask: Uint32Array }) => [...mask].flatMap((bits, i) => (bits === 0 ? [] : [i]));

test('masks that Python pickled: two panels by protocol 2, one by protocol 4, sizes of several bytes', () => {
  const two = readFlexMasks(fixture('two-panels.mask'));
  expect(two.map(({ shape }) => shape)).toEqual([
    [3, 4],
    [3, 4],
  ]);
  expect(two.map(masked)).toEqual([[0, 5], [11]]);
  expect(readFlexMasks(fixture('protocol-4.mask')).map(masked)).toEqual([[0, 5]]);
  const [large] = readFlexMasks(fixture('large.mask'));
  expect([large?.shape, large && masked(large)]).toEqual([[10, 30], [299]]);
});

test.each([
  [
    'a name that is the start of a tuple',
    'gASVZQAAAAAAAACMHHNjaXRieF9hcnJheV9mYW1pbHlfZmxleF9leHSUjARib29slJOUKVKUaACMBGdyaWSUKJOUSwBLAIaUSwNLBIaUiIeUUpRLA0sEhpRiQw4CDDAxMTExMDExMTExMZSGlGKFlC4=',
  ],
  ['no end', Buffer.from('\x80\x02K\x01', 'latin1').toString('base64')],
  ['an instruction that masks do without', Buffer.from('\x80\x02]q\x00.', 'latin1').toString('base64')],
  ['a value that is missing', Buffer.from('\x80\x02R.', 'latin1').toString('base64')],
])('%s is refused', (_, base64) => {
  expect(() => readFlexMasks(new Uint8Array(Buffer.from(base64, 'base64')))).toThrow(
    'this is not a mask of DIALS that can be read',
  );
});

test('anything but a pickle is told by its first bytes', () => {
  expect([isPickle(fixture('two-panels.mask')), isPickle(Uint8Array.of(0x28, 0x64))]).toEqual([true, false]);
});
