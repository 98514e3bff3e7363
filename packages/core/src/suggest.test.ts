import { expect, test } from 'vitest';
import { didYouMean, nearest } from './suggest';

const FLAGS = ['-distance', '-detpixels', '-lambda', '-N'];

test('the nearest candidate is found whatever its dashes and case', () => {
  expect(nearest('--distnce', FLAGS)).toBe('-distance');
  expect(nearest('--ncell', ['--cell', '--ncells'])).toBe('--ncells');
  expect(nearest('LAMBDA', FLAGS)).toBe('-lambda');
  expect(nearest('hk', ['--hkl', '--phi'])).toBe('--hkl');
  expect(nearest('zebra', FLAGS)).toBeUndefined();
  expect(nearest('foo', ['--roi', '--osc'])).toBeUndefined();
});

test('what is meant is asked, and else what to do is said', () => {
  expect(didYouMean('-detpixel', FLAGS)).toBe('; did you mean -detpixels?');
  expect(didYouMean('zebra', FLAGS, '; see the help')).toBe('; see the help');
});
