import { formatG, type ImageMetadata, units } from '@braggsim/core';
import { ascii } from './bytes';

const BLOCK = 512;
const END = '}\f';

/** Lines of the header in the order of the C program. The DIALS line ends without a semicolon there. */
function headerText({ detector, beam, scan }: ImageMetadata, headerBytes: number): string {
  const mm = (m: number) => formatG(units.toMm(m));
  const degrees = (rad: number) => formatG(units.toDegrees(rad));
  const halfPixel = detector.pixelSize / 2;
  const lines = [
    `HEADER_BYTES=${headerBytes};`,
    'DIM=2;',
    'BYTE_ORDER=little_endian;',
    'TYPE=unsigned_short;',
    `SIZE1=${detector.pixelsFast};`,
    `SIZE2=${detector.pixelsSlow};`,
    `PIXEL_SIZE=${mm(detector.pixelSize)};`,
    `DISTANCE=${mm(detector.distance)};`,
    `WAVELENGTH=${formatG(units.toAngstrom(beam.wavelength))};`,
    `BEAM_CENTER_X=${mm(detector.beamX)};`,
    `BEAM_CENTER_Y=${mm(detector.beamY)};`,
    `ADXV_CENTER_X=${mm(detector.beamFast)};`,
    `ADXV_CENTER_Y=${mm(detector.sizeSlow - detector.beamSlow)};`,
    `MOSFLM_CENTER_X=${mm(detector.beamSlow - halfPixel)};`,
    `MOSFLM_CENTER_Y=${mm(detector.beamFast - halfPixel)};`,
    `DENZO_X_BEAM=${mm(detector.beamSlow)};`,
    `DENZO_Y_BEAM=${mm(detector.beamFast)};`,
    `DIALS_ORIGIN=${detector.dialsOrigin.map(mm).join(',')}`,
    `XDS_ORGX=${formatG(detector.orgX)};`,
    `XDS_ORGY=${formatG(detector.orgY)};`,
    `CLOSE_DISTANCE=${mm(detector.closeDistance)};`,
    `PHI=${degrees(scan.start)};`,
    `OSC_START=${degrees(scan.start)};`,
    `OSC_RANGE=${degrees(scan.width)};`,
    `TWOTHETA=${degrees(detector.twoTheta)};`,
    'DETECTOR_SN=000;',
    'BEAMLINE=fake;',
  ];
  return `{\n${lines.join('\n')}\n${END}`;
}

/**
 * Header of an SMV image, byte for byte as the C program writes it (noise.md 7). Where that program lets a long text run
 * into the pixels, HEADER_BYTES grows in steps of 512.
 */
export function smvHeader(metadata: ImageMetadata): Uint8Array {
  let size = BLOCK;
  let text = headerText(metadata, size);
  while (text.length > size) {
    size += BLOCK;
    text = headerText(metadata, size);
  }
  return ascii(text.padEnd(size, ' '));
}
