import type { Convention, Pivot } from '@braggsim/core';
import { resolveCompatibility } from '@braggsim/core/derived';
import { describe, expect, test } from 'vitest';
import { resolvePivot } from './pivot';
import type { DetectorSection } from './sections';

const c = resolveCompatibility('nanobragg-c');
const corrected = resolveCompatibility('corrected');
const resolve = (section: DetectorSection, convention: Convention, compatibility = c) => {
  const { value, warnings } = resolvePivot(section, convention, compatibility);
  return [value, ...warnings.map((w) => w.id)];
};

const OWN: readonly [Convention, Pivot][] = [
  ['mosflm', 'beam'],
  ['denzo', 'beam'],
  ['adxv', 'beam'],
  ['xds', 'sample'],
  ['dials', 'sample'],
];

describe.each(OWN)('%s', (convention, own) => {
  const other = own === 'beam' ? 'sample' : 'beam';

  test('has its own pivot, whatever other fields imply (P2)', () => {
    expect(resolve({}, convention)).toEqual([own]);
    expect(resolve({ impliedPivot: other }, convention)).toEqual([own]);
    expect(resolve({ impliedPivot: other }, convention, corrected)).toEqual([own]);
  });

  test('overrides a pivot asked for as in C, with a warning', () => {
    expect(resolve({ pivot: other }, convention)).toEqual([own, 'pivot-overridden']);
    expect(resolve({ pivot: own }, convention)).toEqual([own]);
  });

  test('gives way to a pivot asked for in corrected mode, with a warning (F17)', () => {
    expect(resolve({ pivot: other }, convention, corrected)).toEqual([other, 'pivot-not-of-convention']);
    expect(resolve({ pivot: own }, convention, corrected)).toEqual([own]);
  });

  test('gives way to a forced pivot in both modes', () => {
    for (const compatibility of [c, corrected]) {
      expect(resolve({ forcePivot: other }, convention, compatibility)).toEqual([other]);
      expect(resolve({ forcePivot: other, pivot: own }, convention, compatibility)).toEqual([
        other,
        'pivot-overridden',
      ]);
    }
  });
});

test('a warning names what overrides the pivot asked for', () => {
  const [forced] = resolvePivot({ pivot: 'beam', forcePivot: 'sample' }, 'mosflm', c).warnings;
  expect(forced?.message).toContain('detector.pivot (beam) has no effect: detector.forcePivot pivots about the sample');
  const [own] = resolvePivot({ pivot: 'beam' }, 'xds', c).warnings;
  expect(own?.message).toContain('the xds convention pivots about the sample');
});

test('custom takes what the fields imply, then what was asked for, then the beam', () => {
  expect(resolve({}, 'custom')).toEqual(['beam']);
  expect(resolve({ pivot: 'sample' }, 'custom')).toEqual(['sample']);
  expect(resolve({ impliedPivot: 'sample' }, 'custom')).toEqual(['sample']);
  expect(resolve({ pivot: 'sample', impliedPivot: 'beam' }, 'custom')).toEqual(['beam', 'pivot-overridden']);
  expect(resolve({ pivot: 'sample', impliedPivot: 'beam' }, 'custom', corrected)).toEqual([
    'sample',
    'pivot-not-of-convention',
  ]);
});
