import { expect, test } from 'vitest';
import { DEFAULTS, type Settings } from './settings';
import { linkOf, readLink } from './share-link';

const linked = (value: unknown): string => `#s=${btoa(typeof value === 'string' ? value : JSON.stringify(value))}`;

test('a link holds what differs from the defaults', () => {
  const settings: Settings = {
    ...DEFAULTS,
    mode: 'view',
    standard: 'LaB6',
    range: { low: -1, high: 20 },
    view: { scale: 2, x: 10, y: -4 },
    points: [
      [1, 2],
      [3, 4.5],
    ],
    experiment: { ...DEFAULTS.experiment, beam: { wavelengthA: 1.5 } },
  };
  expect(linkOf(DEFAULTS)).toBe('');
  expect(readLink(linkOf(settings))).toEqual({ settings });
  expect(readLink('')).toEqual({ settings: DEFAULTS });
  expect(readLink('#elsewhere')).toEqual({ settings: DEFAULTS });
});

test.each([
  ['no text', '#s=%%%'],
  ['no JSON', linked('{')],
  ['a list', linked([1])],
  ['bytes that are no text', '#s=_w'],
  ['too long', `#s=${'A'.repeat(300_000)}`],
])('a link of %s gives the defaults and a message', (_, hash) => {
  expect(readLink(hash)).toEqual({ settings: DEFAULTS, problem: expect.stringContaining('damaged') });
});

test('fields that are wrong or unknown take their defaults and are named', () => {
  const { settings, problem } = readLink(
    linked({
      mode: 'x',
      rings: false,
      view: { scale: 0 },
      experiment: { beam: { wavelengthA: -1 } },
      __proto__x: 1,
      points: [[1]],
    }),
  );
  expect(settings).toEqual({ ...DEFAULTS, rings: false });
  for (const name of ['mode', 'view', 'experiment', '__proto__x', 'points']) expect(problem).toContain(name);
});
