import { codec, parameters, type StageValues } from '@braggsim/core';
import { type Image, MASK_BITS, maskOfValues, type PixelMask, type Pixels } from '@braggsim/core/derived';
import { md5 } from '@noble/hashes/legacy.js';
import ndarray from 'ndarray';
import { encodeByteOffset } from './byte-offset';
import { ascii, checkLimit, limitParameters, type ReadLimits } from './bytes';
import { cbfFacts, instrumentOf } from './cbf-facts';
import { cbfHeaderLines, headerFields } from './cbf-header';
import { sectionPixels } from './cbf-pixels';
import { base64, cbfSections, MAGIC, MARKER, SECTION } from './cbf-sections';
import type { FileMetadata } from './described';
import { facingParameters } from './facing';
import { countsOf } from './frame';
import { imgCifFacts, imgCifMasking, isImgCif } from './imgcif';
import { frameMask, NEGATIVE_VALUES, withMaskedValues } from './masked-frame';
import { singlePanel } from './panel';

const PADDING = 4095;
const lines = (...parts: readonly string[]): Uint8Array => ascii(parts.map((line) => `${line}\r\n`).join(''));

/** Returns the name of the data block, which contains the digits that number an image of a series. */
const blockName = (name: unknown): string =>
  String(name)
    .replace(/\.[^.]*$/, '')
    .replace(/[^\w-]/g, '_');

/** Encodes an image in byte-offset compression, with the header that DIALS, FabIO and XDS read. */
export function writeCbf(image: Image, params: StageValues = {}): readonly Uint8Array[] {
  const panel = singlePanel(image, 'miniCBF');
  const { metadata } = image;
  const { offset = 0 } = metadata;
  const mask = frameMask(image);
  const counts = countsOf(withMaskedValues(panel, mask, { gap: offset, bad: offset }), offset, 'miniCBF');
  markMasked(counts, mask);
  const data = encodeByteOffset(counts);
  const [slow, fast] = panel.shape;
  const header = cbfHeaderLines(metadata, params.force === true).map((line) => `# ${line}`);
  return [
    lines(
      `${MAGIC}: VERSION 1.5`,
      '',
      `data_${blockName(params.name ?? 'image')}`,
      '',
      `_array_data.header_convention "${String(params.convention ?? 'GENERIC_MINI')}"`,
      '_array_data.header_contents',
      ';',
      ...header,
      ';',
      '',
      '_array_data.data',
      ';',
      SECTION,
      'Content-Type: application/octet-stream;',
      '     conversions="x-CBF_BYTE_OFFSET"',
      'Content-Transfer-Encoding: BINARY',
      `X-Binary-Size: ${data.length}`,
      'X-Binary-ID: 1',
      'X-Binary-Element-Type: "signed 32-bit integer"',
      'X-Binary-Element-Byte-Order: LITTLE_ENDIAN',
      `Content-MD5: ${base64(md5(data))}`,
      `X-Binary-Number-of-Elements: ${counts.length}`,
      `X-Binary-Size-Fastest-Dimension: ${fast}`,
      `X-Binary-Size-Second-Dimension: ${slow}`,
      `X-Binary-Size-Padding: ${PADDING}`,
      '',
    ),
    MARKER,
    data,
    new Uint8Array(PADDING),
    lines('', `${SECTION}--`, ';'),
  ];
}

/** Sets masked pixels to the values by which Pilatus detectors and their readers mark them. */
function markMasked(counts: Int32Array, mask: PixelMask | undefined): void {
  if (!mask) return;
  for (let i = 0; i < counts.length; i++) {
    const bits = mask[i] as number;
    if (bits !== 0) counts[i] = (bits & MASK_BITS.gap) !== 0 ? NEGATIVE_VALUES.gap : NEGATIVE_VALUES.bad;
  }
}

/** Returns the mask that the values of a panel imply: negative whole numbers, and in imgCIF what the text of the header says; undefined where all pixels count. */
function maskOf({ pixels }: CbfPanel, text: string): PixelMask | undefined {
  const whole = pixels instanceof Int32Array ? NEGATIVE_VALUES : {};
  return maskOfValues(pixels, isImgCif(text) ? { ...whole, ...imgCifMasking(text) } : whole);
}

/** A panel of a CBF file. */
export interface CbfPanel {
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  readonly pixels: Pixels;
}

export interface CbfImage extends CbfPanel {
  /** All panels; `shape` and `pixels` belong to the first. */
  readonly panels: readonly CbfPanel[];
  /** The lines of a miniCBF header by their first word. */
  readonly header: Readonly<Record<string, string>>;
  /** The text of the file, without its pixels. */
  readonly text: string;
}

/**
 * Reads a CBF file, mini or full: whole numbers in byte-offset compression, and whole or real numbers that are packed
 * or uncompressed. Each binary section is a panel.
 *
 * @throws BraggsimError (`data`) when the file is not such an image, is damaged or ends early
 */
export function readCbf(bytes: Uint8Array, limits: ReadLimits = {}): CbfImage {
  checkLimit(bytes, 'CBF', limits);
  const { text, sections } = cbfSections(bytes);
  const panels = sections.map(sectionPixels);
  const [first] = panels as [CbfPanel];
  return { ...first, panels, header: headerFields(text), text };
}

/** Reads the metadata of a file from its axes, or from its miniCBF header where it has none. */
function factsOf({ text, panels, shape, header }: CbfImage): FileMetadata {
  if (isImgCif(text)) {
    const facts = imgCifFacts(
      text,
      panels.map((panel) => panel.shape),
    );
    const instrument = { ...instrumentOf(header), ...facts.instrument };
    return { ...facts, ...(Object.keys(instrument).length > 0 && { instrument }) };
  }
  return cbfFacts({ shape, header });
}

/** The codec of the format of Pilatus detectors, with the header convention that allows any size. */
export const cbf = codec({
  id: 'cbf',
  version: 1,
  extensions: ['.cbf'],
  about: {
    equation: 'text header, then differences of neighbouring pixels in one to eight bytes',
    citation: 'CBFlib; Bernstein & Hammersley (2005), International Tables for Crystallography G, 2.3; Dectris miniCBF',
  },
  params: {
    ...limitParameters,
    ...facingParameters,
    ...parameters({
      convention: {
        type: 'text',
        default: 'GENERIC_MINI',
        doc: 'header convention; with PILATUS_1.2 DIALS requires the sizes and gaps of that detector',
      },
      name: { type: 'text', default: 'image', doc: 'name of the data block, the file name without its extension' },
    }),
  },
  encode: writeCbf,
  decode(bytes, params) {
    const { panels, header, text } = readCbf(bytes, params as ReadLimits);
    const masks = panels.map((panel) => maskOf(panel, text));
    return {
      panels: panels.map(({ pixels, shape }) => ndarray(pixels, [...shape])),
      ...(masks.some((mask) => mask !== undefined) && { masks }),
      header,
    };
  },
  inspect: (bytes, params) => factsOf(readCbf(bytes, params as ReadLimits)),
});
