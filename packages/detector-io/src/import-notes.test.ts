import { vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { plainMetadata } from './fixture';
import { importNotes } from './import-notes';

const plain = plainMetadata(3, 4);

test('an unpolarized beam needs one parameter', () => {
  expect(importNotes(plain, 'smv')).toContain(
    'dials.import <images> \\\n    geometry.beam.polarization_fraction=0.5\n',
  );
});

test('a detector that a header cannot represent needs its axes as parameters, NeXus does not', () => {
  const { detector } = plain;
  const tilted = { ...plain, detector: { ...detector, normal: vector.unit([1, 0.1, 0]) } };
  expect(importNotes(tilted, 'cbf')).toContain('geometry.detector.panel.origin=-0.3,0.25,-100');
  expect(importNotes(tilted, 'cbf')).toContain('geometry.detector.panel.fast_axis=1,0,0');
  expect(importNotes(tilted, 'nxmx')).not.toContain('panel');
});

test('the polarization normal follows an electric vector along slow', () => {
  const { detector } = plain;
  const notes = importNotes({ ...plain, detector: { ...detector, convention: 'dials', vertical: [0, 0, 1] } }, 'nxmx');
  expect(notes).toContain('geometry.beam.polarization_normal=');
});
