import { dataError } from '@braggsim/core';
import type { Pixels } from '@braggsim/core/derived';
import { decodeByteOffset } from './byte-offset';
import { fromBytes, plainPixels, type Samples, type SamplesConstructor } from './bytes';
import { decodePacked, type PackedLayout } from './cbf-packed';
import type { BinarySection } from './cbf-sections';
import { checkedShape } from './frame';

/** Array types by the words for them in a MIME header. */
const ELEMENTS: Readonly<Record<string, SamplesConstructor<Samples>>> = {
  'unsigned 8-bit integer': Uint8Array,
  'signed 8-bit integer': Int8Array,
  'unsigned 16-bit integer': Uint16Array,
  'signed 16-bit integer': Int16Array,
  'unsigned 32-bit integer': Uint32Array,
  'signed 32-bit integer': Int32Array,
  'signed 32-bit real ieee': Float32Array,
  'signed 64-bit real ieee': Float64Array,
};
/** Names of compressions in lower case; `none` applies where a section names none. */
const COMPRESSIONS = ['x-cbf_byte_offset', 'x-cbf_packed', 'x-cbf_packed_v2', 'none', 'x-cbf_none'] as const;

/** The pixels of a binary section. */
export interface SectionPixels {
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  readonly pixels: Pixels;
}

/**
 * Decodes a binary section: whole numbers in byte-offset compression, and whole or real numbers that are packed or
 * uncompressed.
 *
 * @throws BraggsimError (`data`) naming a compression or type that is not supported, and for pixels that do not match
 * their header
 */
export function sectionPixels({ mime, data }: BinarySection): SectionPixels {
  const [slow, fast] = sizeOf(mime);
  const shape = checkedShape(slow, fast, 'CBF');
  const count = slow * fast;
  const { element, type } = elementOf(mime);
  const words = (/conversions="?([^\s";]+)/i.exec(mime['content-type'] ?? '')?.[1] ?? 'none').toLowerCase();
  const compression = COMPRESSIONS.find((name) => name === words);
  switch (compression) {
    case 'x-cbf_byte_offset':
      return { shape, pixels: fromOffsets(data, count, element, type) };
    case 'x-cbf_packed':
    case 'x-cbf_packed_v2': {
      const rows =
        mime['x-binary-size-fastest-dimension'] !== undefined && !/\bflat\b/i.test(mime['content-type'] ?? '');
      const layout: PackedLayout = {
        count,
        fast: rows ? fast : 0,
        width: type.BYTES_PER_ELEMENT as PackedLayout['width'],
        version: compression === 'x-cbf_packed' ? 1 : 2,
      };
      const bytes = new Uint8Array(decodePacked(data, layout));
      return { shape, pixels: plainPixels(fromBytes(type, bytes, 0, count, MACHINE_ORDER)) };
    }
    case 'none':
    case 'x-cbf_none': {
      const order = /big/i.test(mime['x-binary-element-byte-order'] ?? '') ? 'big' : 'little';
      if (data.length !== count * type.BYTES_PER_ELEMENT) {
        throw dataError(
          `${slow} x ${fast} pixels of this CBF should take ${count * type.BYTES_PER_ELEMENT} bytes, found ${data.length}`,
        );
      }
      return { shape, pixels: plainPixels(fromBytes(type, data, 0, count, order)) };
    }
    default:
      throw dataError(
        `the pixels of this CBF are compressed by '${words.slice(0, 40)}'; x-CBF_BYTE_OFFSET, x-CBF_PACKED, x-CBF_PACKED_V2 and none can be read`,
      );
  }
}

const MACHINE_ORDER = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'little' : 'big';

function elementOf(mime: BinarySection['mime']): { element: string; type: SamplesConstructor<Samples> } {
  const element = (mime['x-binary-element-type'] ?? '').replaceAll('"', '').trim();
  const type =
    element === ''
      ? Int32Array
      : Object.hasOwn(ELEMENTS, element.toLowerCase())
        ? ELEMENTS[element.toLowerCase()]
        : undefined;
  if (type) return { element, type };
  throw dataError(
    `the pixels of this CBF are of type '${element.slice(0, 40)}'; ${Object.keys(ELEMENTS).join(', ')} can be read`,
  );
}

/** Returns the numbers of pixels, [slow, fast]; a third dimension must have the size one. */
function sizeOf(mime: BinarySection['mime']): readonly [number, number] {
  const field = (name: string) => Number(mime[`x-binary-size-${name}-dimension`] ?? Number.NaN);
  const third = mime['x-binary-size-third-dimension'];
  if (third !== undefined && Number(third) > 1) {
    throw dataError(
      `a binary section of this CBF has three dimensions (${third.slice(0, 20)} sections); two can be read`,
    );
  }
  return [field('second'), field('fastest')];
}

/** Converts whole numbers of up to 32 bits to the type of the file where images can have that type. */
function fromOffsets(data: Uint8Array, count: number, element: string, type: SamplesConstructor<Samples>): Pixels {
  if (type === Float32Array || type === Float64Array) {
    throw dataError(
      `the pixels of this CBF are of type '${element}' in byte-offset compression, which holds whole numbers`,
    );
  }
  return type === Uint32Array ? decodeByteOffset(data, count, true) : decodeByteOffset(data, count);
}
