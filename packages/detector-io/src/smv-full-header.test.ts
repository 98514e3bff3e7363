import { latin1 } from '@braggsim/core/text';
import { expect, test } from 'vitest';

import { plainMetadata } from './fixture';
import { smvFullHeader } from './smv-full-header';

const metadata = { ...plainMetadata(300, 400), offset: 40, scan: { start: Math.PI / 6, width: Math.PI / 360 } };
const bytes = smvFullHeader(metadata);
const text = latin1(bytes);
const fields = Object.fromEntries(Array.from(text.matchAll(/^(\w+)=(.*);$/gm), ([, key, value]) => [key, value]));

test('the header has every line that readers need', () => {
  expect(fields).toEqual({
    HEADER_BYTES: '  512',
    DIM: '2',
    BYTE_ORDER: 'little_endian',
    TYPE: 'unsigned_short',
    SIZE1: '400',
    SIZE2: '300',
    PIXEL_SIZE: '0.1',
    DISTANCE: '100.000000',
    WAVELENGTH: '1.00000000',
    BEAM_CENTER_X: '15.100000',
    BEAM_CENTER_Y: '20.100000',
    DENZO_X_BEAM: '15.100000',
    DENZO_Y_BEAM: '20.100000',
    DIALS_ORIGIN: '-20.100000,15.100000,-100.000000',
    XDS_ORGX: '201.5000',
    XDS_ORGY: '151.5000',
    PHI: '30.000000',
    OSC_START: '30.000000',
    OSC_RANGE: '0.500000',
    TWOTHETA: '0',
    TIME: '1',
    DATE: 'Mon Jan  1 00:00:00 2024',
    IMAGE_PEDESTAL: '40',
    GAIN: '1',
    DETECTOR_SN: '1',
    BEAMLINE: 'sim',
  });
});

test('dxtbx accepts the container: start, end, size, one = per line', () => {
  expect(text.startsWith('{\nHEADER_BYTES=')).toBe(true);
  expect(text.trimEnd().endsWith('}')).toBe(true);
  expect(bytes.length).toBe(512);
  for (const line of text.split('\n')) expect(line.split('=').length).toBeLessThanOrEqual(2);
});

test('a tilted detector is refused', () => {
  const { detector } = metadata;
  expect(() => smvFullHeader({ ...metadata, detector: { ...detector, normal: [0.9, 0.1, 0.43] } })).toThrow('tilted');
});

test('a longer text uses the next block, and HEADER_BYTES includes it', () => {
  const { detector } = metadata;
  const wide = smvFullHeader({ ...metadata, detector: { ...detector, distance: 12345.678901234, twoTheta: 0.123456 } });
  expect(wide.length).toBe(1024);
  expect(latin1(wide)).toContain('HEADER_BYTES= 1024;');
});
