import { latin1 } from '@braggsim/core/text';
import { headerText, referenceCases } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { plainMetadata, reportedMetadata } from './fixture';
import { smvHeader } from './smv-header';

const text = (bytes: Uint8Array) => latin1(bytes);

const cases = referenceCases().flatMap((c) => {
  const stored = headerText(c, 'int') ?? headerText(c, 'noise');
  return stored === undefined ? [] : [[c.id, c, stored] as const];
});

test('there are headers for the comparison', () => expect(cases.length).toBeGreaterThan(20));

test.each(cases)('the header of %s is equal byte for byte', (_, c, stored) => {
  const header = smvHeader(reportedMetadata(c));
  expect(header.length).toBe(512);
  expect(text(header)).toBe(`${stored.trimEnd()}\f`.padEnd(512, ' '));
});

test('the check values of the specification', () => {
  const header = text(smvHeader(plainMetadata(64, 64)));
  for (const line of [
    'BEAM_CENTER_X=3.25;',
    'ADXV_CENTER_X=3.3;',
    'ADXV_CENTER_Y=3.1;',
    'MOSFLM_CENTER_Y=3.25;',
    'DENZO_X_BEAM=3.3;',
    'DIALS_ORIGIN=-3.3,3.3,-100',
    'XDS_ORGY=33.5;',
  ]) {
    expect(header).toContain(`\n${line}\n`);
  }
});

test('the header grows for a longer text', () => {
  const plain = plainMetadata(12345, 12345);
  const third = 1 / 3e3 + 1e-8;
  const long = (...keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, -third]));
  const detector = {
    ...plain.detector,
    ...long('pixelSize', 'distance', 'normalDistance', 'sizeSlow', 'twoTheta'),
    beamCentre: {
      ...plain.detector.beamCentre,
      ...long('x', 'y', 'fast', 'slow'),
      orgX: -third * 1e7,
      panelOriginDials: [third, -third, -third] as const,
    },
  };
  const header = text(smvHeader({ ...plain, detector, scan: { start: -third, width: third } }));
  expect(header.length).toBe(1024);
  expect(header).toContain('HEADER_BYTES=1024;');
  expect(header.indexOf('}\f')).toBeGreaterThan(512);
  expect(header.slice(header.indexOf('}\f') + 2).trim()).toBe('');
});
