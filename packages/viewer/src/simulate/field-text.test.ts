import { valueAt } from '@braggsim/core/text';
import { builtinTables } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { fieldText, fieldValue } from './field-text';
import { PRESETS, START, withValue } from './presets';
import { problemOf } from './problem';

test.each([
  ['number', '1.5', 1.5],
  ['number', 'auto', 'auto'],
  ['integer', '', undefined],
  ['numbers', '1, 2 3', [1, 2, 3]],
  ['numbers', 'random', 'random'],
  ['numbers', '[1, null]', [1, null]],
  [
    'numberLists',
    '[[1, 2], [3, 4]]',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['stringList', 'a.mask, b c.mask', ['a.mask', 'b c.mask']],
  ['stage', 'gauss', 'gauss'],
  ['stage', '{"kind": "gauss"}', { kind: 'gauss' }],
  ['enum', '4', '4'],
  ['boolean', 'false', false],
] as const)('a field of type %s reads %j', (type, text, value) => {
  expect(fieldValue({ type }, text)).toEqual(value);
});

test.each(Object.entries(PRESETS))('%s is valid, and all of its fields survive as text', (_, experiment) => {
  expect(problemOf(experiment)).toBeUndefined();
  for (const [path, parameter] of Object.entries(builtinTables.fields)) {
    const value = valueAt(experiment, path);
    if (value !== undefined) expect(fieldValue(parameter, fieldText(value)), path).toEqual(value);
  }
});

test('a removed field takes an empty section with it, and others keep their order', () => {
  const without = withValue(START, 'sampling.oversample', undefined);
  expect('sampling' in without).toBe(false);
  expect(Object.keys(withValue(START, 'detector.distanceMm', 99).detector ?? {})).toEqual(Object.keys(START.detector));
  expect(withValue(without, 'sampling.oversample', 2).sampling).toEqual({ oversample: 2 });
  expect(problemOf(withValue(START, 'detector.distanceMm', -1))).toContain('detector.distanceMm');
});
