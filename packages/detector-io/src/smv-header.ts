import { units } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { formatG } from '@braggsim/core/text';
import { ascii } from './bytes';

const BLOCK = 512;
const END = '}\f';

/**
 * Returns the lines of the header, except the first, in the order of the C program, which ends the DIALS line without a
 * semicolon.
 */
function headerLines({ detector, beam, scan }: ImageMetadata): string[] {
  const mm = (m: number) => formatG(units.toMm(m));
  const degrees = (rad: number) => formatG(units.toDegrees(rad));
  const halfPixel = detector.pixelSize / 2;
  return [
    'DIM=2;',
    'BYTE_ORDER=little_endian;',
    'TYPE=unsigned_short;',
    `SIZE1=${detector.pixelsFast};`,
    `SIZE2=${detector.pixelsSlow};`,
    `PIXEL_SIZE=${mm(detector.pixelSize)};`,
    `DISTANCE=${mm(detector.distance)};`,
    `WAVELENGTH=${formatG(units.toAngstrom(beam.wavelength))};`,
    `BEAM_CENTER_X=${mm(detector.beamCentre.x)};`,
    `BEAM_CENTER_Y=${mm(detector.beamCentre.y)};`,
    `ADXV_CENTER_X=${mm(detector.beamCentre.fast)};`,
    `ADXV_CENTER_Y=${mm(detector.sizeSlow - detector.beamCentre.slow)};`,
    `MOSFLM_CENTER_X=${mm(detector.beamCentre.slow - halfPixel)};`,
    `MOSFLM_CENTER_Y=${mm(detector.beamCentre.fast - halfPixel)};`,
    `DENZO_X_BEAM=${mm(detector.beamCentre.slow)};`,
    `DENZO_Y_BEAM=${mm(detector.beamCentre.fast)};`,
    `DIALS_ORIGIN=${detector.beamCentre.panelOriginDials.map(mm).join(',')}`,
    `XDS_ORGX=${formatG(detector.beamCentre.orgX)};`,
    `XDS_ORGY=${formatG(detector.beamCentre.orgY)};`,
    `CLOSE_DISTANCE=${mm(detector.normalDistance)};`,
    `PHI=${degrees(scan.start)};`,
    `OSC_START=${degrees(scan.start)};`,
    `OSC_RANGE=${degrees(scan.width)};`,
    `TWOTHETA=${degrees(detector.twoTheta)};`,
    'DETECTOR_SN=000;',
    'BEAMLINE=fake;',
  ];
}

/**
 * Builds the header of an SMV image from its lines, without HEADER_BYTES. It grows in steps of 512 bytes for a long
 * text, which in the C programs runs into the pixels.
 */
export function smvHeaderOf(lines: readonly string[]): Uint8Array {
  let size = BLOCK;
  const text = () => `{\nHEADER_BYTES=${size};\n${lines.join('\n')}\n${END}`;
  while (text().length > size) size += BLOCK;
  return ascii(text().padEnd(size, ' '));
}

/** Returns the header of an SMV image, byte for byte as nanoBragg writes it. */
export const smvHeader = (metadata: ImageMetadata): Uint8Array => smvHeaderOf(headerLines(metadata));

/** Returns that header with an additional line for the offset of the recorded values, which readers subtract. */
export const smvHeaderWithPedestal = (metadata: ImageMetadata): Uint8Array =>
  smvHeaderOf([...headerLines(metadata), `IMAGE_PEDESTAL=${formatG(metadata.offset ?? 0)};`]);
