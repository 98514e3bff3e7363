import { ascii, toLittleEndian } from './bytes';
import { type PanelPixels, wordPixels } from './panel';
import { ASCII, ENTRY_BYTES, HEADER_BYTES, LONG, SHORT, TAG } from './tiff-directory';

export const UNSIGNED = 1;
export const SIGNED = 2;
export const FLOAT = 3;
const WHITE_IS_LARGE = 1;
export const NOT_COMPRESSED = 1;

const SOFTWARE = 'braggsim\0';

/** Returns the pixels as uint8, uint16, int32 or float32 samples; values of other types become float32. */
function samplesOf(panel: PanelPixels): Uint8Array | Uint16Array | Int32Array | Float32Array {
  const { pixels } = panel;
  if (pixels instanceof Float32Array || pixels instanceof Int32Array || pixels instanceof Uint8Array) return pixels;
  return pixels instanceof Uint16Array ? wordPixels(panel, 'TIFF') : Float32Array.from(pixels);
}

/** Encodes a baseline TIFF: little-endian, one strip, row 0 first. */
export function writeTiff(panel: PanelPixels): readonly Uint8Array[] {
  const samples = samplesOf(panel);
  const [height, width] = panel.shape;
  const format = samples instanceof Float32Array ? FLOAT : samples instanceof Int32Array ? SIGNED : UNSIGNED;
  const fields: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [TAG.width, LONG, 1, width],
    [TAG.height, LONG, 1, height],
    [TAG.bitsPerSample, SHORT, 1, 8 * samples.BYTES_PER_ELEMENT],
    [TAG.compression, SHORT, 1, NOT_COMPRESSED],
    [TAG.photometric, SHORT, 1, WHITE_IS_LARGE],
    [TAG.stripOffsets, LONG, 1, 0],
    [TAG.samplesPerPixel, SHORT, 1, 1],
    [TAG.rowsPerStrip, LONG, 1, height],
    [TAG.stripByteCounts, LONG, 1, samples.byteLength],
    [TAG.software, ASCII, SOFTWARE.length, 0],
    [TAG.sampleFormat, SHORT, 1, format],
  ];
  const textAt = HEADER_BYTES + 2 + ENTRY_BYTES * fields.length + 4;
  const pixelsAt = Math.ceil((textAt + SOFTWARE.length) / 16) * 16;
  const head = new Uint8Array(pixelsAt);
  const view = new DataView(head.buffer);
  head.set(ascii('II'));
  view.setUint16(2, 42, true);
  view.setUint32(4, HEADER_BYTES, true);
  view.setUint16(HEADER_BYTES, fields.length, true);
  fields.forEach(([tag, type, count, value], i) => {
    const at = HEADER_BYTES + 2 + ENTRY_BYTES * i;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    const stands = tag === TAG.stripOffsets ? pixelsAt : tag === TAG.software ? textAt : value;
    if (type === SHORT) view.setUint16(at + 8, stands, true);
    else view.setUint32(at + 8, stands, true);
  });
  head.set(ascii(SOFTWARE), textAt);
  return [head, toLittleEndian(samples)];
}
