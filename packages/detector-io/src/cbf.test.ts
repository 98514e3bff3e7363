import { latin1 } from '@braggsim/core/text';
import { joined } from '@braggsim/testkit';
import { expect, test } from 'vitest';

import { readCbf, writeCbf } from './cbf';
import { imageOf, plainMetadata } from './fixture';

const image = imageOf(
  Uint16Array.from({ length: 12 }, (_, i) => 40 + i * i * 500),
  3,
  4,
);
const recorded = { ...image, metadata: { ...image.metadata, offset: 40, scan: { start: 0.1, width: 0.01 } } };
const file = joined(writeCbf(recorded, { name: 'lyso_0007.cbf' }));
const text = latin1(file);

test('the container is that of miniCBF', () => {
  expect(text.startsWith('###CBF: VERSION 1.5\r\n\r\ndata_lyso_0007\r\n')).toBe(true);
  expect(text).toContain('_array_data.header_convention "GENERIC_MINI"\r\n');
  expect(text).toContain('X-Binary-Size-Fastest-Dimension: 4\r\nX-Binary-Size-Second-Dimension: 3\r\n');
  const marker = text.indexOf('\x0c\x1a\x04\xd5');
  expect(text.slice(marker - 4, marker)).toBe('\r\n\r\n');
  const size = Number(/X-Binary-Size: (\d+)/.exec(text)?.[1]);
  const end = marker + 4 + size;
  expect(file.subarray(end, end + 4095).every((byte) => byte === 0)).toBe(true);
  expect(text.slice(end + 4095)).toBe('\r\n--CIF-BINARY-FORMAT-SECTION----\r\n;\r\n');
});

test('header lines contain what DIALS needs, in metres, pixels and degrees', () => {
  const { header } = readCbf(file);
  expect(header).toMatchObject({
    Pixel_size: '100e-6 m x 100e-6 m',
    Exposure_period: '1 s',
    Count_cutoff: '65495 counts',
    Wavelength: '1.00000000 A',
    Detector_distance: '0.100000000 m',
    Beam_xy: '(3.0000, 2.5000) pixels',
    Start_angle: '5.729578 deg.',
    Angle_increment: '0.572958 deg.',
  });
  expect(text).not.toContain('Silicon');
});

test('a sensor is named only where one was simulated', () => {
  const sensor = { thickness: 0.00032, layers: 2, layerStep: 0.00016, attenuation: 5000 };
  const { detector, ...rest } = image.metadata;
  const header = latin1(joined(writeCbf({ ...image, metadata: { ...rest, detector: { ...detector, sensor } } })));
  expect(header).toContain('# Silicon sensor, thickness 0.000320 m\r\n');
});

test('photons are written without the offset', () => {
  expect([...readCbf(file).pixels.subarray(0, 4)]).toEqual([0, 500, 2000, 4500]);
});

test('gaps become -1', () => {
  const gapped = { ...image, metadata: { ...plainMetadata(3, 4) } };
  const detector = { ...gapped.metadata.detector, gaps: [{ fast: [1, 3], slow: [0, 2] }] as const };
  const { pixels } = readCbf(joined(writeCbf({ ...gapped, metadata: { ...gapped.metadata, detector } })));
  expect([...pixels].flatMap((v, i) => (v === -1 ? [i] : []))).toEqual([1, 2, 5, 6]);
});

test('fractions are refused', () => {
  expect(() => writeCbf(imageOf(Float32Array.of(1, 2.5), 1, 2))).toThrow('slow 0, fast 1 is 2.5: digitize');
});

test('files without padding and without a final line break, as FabIO writes them, are read', () => {
  const plain = text.replace(/\0+\r\n(--CIF-BINARY-FORMAT-SECTION----\r\n;)\r\n$/, '\r\n\r\n$1');
  expect(plain.length).toBe(text.length - 4095);
  expect(readCbf(Uint8Array.from(plain, (letter) => letter.charCodeAt(0))).pixels).toEqual(readCbf(file).pixels);
});

test('damage is detected by the checksum', () => {
  const marker = text.indexOf('\x0c\x1a\x04\xd5');
  const damaged = file.slice();
  damaged[marker + 6] = (damaged[marker + 6] as number) ^ 1;
  expect(() => readCbf(damaged)).toThrow('Content-MD5');
});
