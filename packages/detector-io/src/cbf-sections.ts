import { dataError } from '@braggsim/core';
import { latin1 } from '@braggsim/core/text';
import { md5 } from '@noble/hashes/legacy.js';

export const MAGIC = '###CBF';
export const MARKER = Uint8Array.of(0x0c, 0x1a, 0x04, 0xd5);
export const SECTION = '--CIF-BINARY-FORMAT-SECTION--';
/** The text after pixels without padding. FabIO writes no padding, and no line break after its last line. */
const END = /^\s*--CIF-BINARY-FORMAT-SECTION----\s*;/;
/**
 * The text after pixels and their padding. CBFlib, which uses CR LF, ends its last line; dlsnxs2cbf, which uses LF or
 * no line break after the padding, does not.
 */
const END_PADDED =
  /^(?:\s*\r\n--CIF-BINARY-FORMAT-SECTION----\s*;\r?\n|[^\S\r]*--CIF-BINARY-FORMAT-SECTION----\s*;(?:\r?\n)?)/;
const LONGEST_END = 4096;
/** Longest accepted text before the pixels, and longest padding after them, in bytes. */
const LONGEST_TEXT = 2 ** 20;
/** Largest number of sections. Detectors of a thousand panels have one for each panel. */
const MAX_SECTIONS = 10_000;

/** A binary section of a CBF file. */
export interface BinarySection {
  /** The lines `Name: value` before the pixels by lower-case name; continuation lines are joined. */
  readonly mime: Readonly<Record<string, string>>;
  /** The compressed pixels. */
  readonly data: Uint8Array;
}

/** The binary sections and the text of a CBF file. */
export interface CbfFile {
  /** The text, with an empty text field in place of each section. */
  readonly text: string;
  readonly sections: readonly BinarySection[];
}

export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/**
 * Separates the binary sections of a CBF file from its text.
 *
 * @throws BraggsimError (`data`) when the file has no binary section, or one that is damaged or ends early
 */
export function cbfSections(bytes: Uint8Array): CbfFile {
  if (latin1(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw dataError(`this is not a CBF image: it should start with ${MAGIC}`);
  }
  const texts: string[] = [];
  const sections: BinarySection[] = [];
  let from = 0;
  for (let at = markerAt(bytes, 0); at >= 0; at = markerAt(bytes, from)) {
    if (sections.length === MAX_SECTIONS) throw dataError(`this CBF has more than ${MAX_SECTIONS} binary sections`);
    const before = latin1(bytes.subarray(from, at));
    const head = before.lastIndexOf(SECTION);
    if (head < 0) throw dataError(`a binary section of this CBF should begin with ${SECTION}: the file is damaged`);
    const section = sectionOf(bytes, at + MARKER.length, before.slice(head));
    texts.push(before.slice(0, head));
    sections.push(section);
    from = endOf(bytes, at + MARKER.length + section.data.length);
  }
  if (sections.length === 0) {
    throw dataError('this CBF has no binary section: the bytes 0C 1A 04 D5 that start its pixels are missing');
  }
  texts.push(latin1(bytes.subarray(from, from + LONGEST_TEXT)));
  return { text: texts.join('\n;\n'), sections };
}

/** Returns the offset of the next marker, or -1 where there is none within the longest accepted text. */
function markerAt(bytes: Uint8Array, from: number): number {
  const [first] = MARKER;
  const end = Math.min(bytes.length - MARKER.length, from + LONGEST_TEXT);
  for (
    let at = bytes.indexOf(first as number, from);
    at >= 0 && at <= end;
    at = bytes.indexOf(first as number, at + 1)
  ) {
    if (MARKER.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

function sectionOf(bytes: Uint8Array, start: number, head: string): BinarySection {
  const mime = mimeOf(head);
  const size = Number(mime['x-binary-size'] ?? Number.NaN);
  if (!Number.isInteger(size) || size < 0 || start + size > bytes.length) {
    throw dataError(`the pixels of this CBF should take ${size} bytes, but ${bytes.length - start} follow its header`);
  }
  const data = bytes.subarray(start, start + size);
  const sum = mime['content-md5'];
  if (sum !== undefined && sum !== base64(md5(data))) {
    throw dataError('the pixels of this CBF do not match its checksum (Content-MD5): the file is damaged');
  }
  return { mime, data };
}

/** Parses the lines of a MIME header. Lines that begin with a blank continue the line before. */
function mimeOf(head: string): Record<string, string> {
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').matchAll(/^([\w-]+):[ \t]*([^\r\n]*)/gm);
  return Object.fromEntries(Array.from(lines, ([, name = '', value = '']) => [name.toLowerCase(), value.trim()]));
}

/** Returns the offset at which the text continues after pixels that end at `at`. */
function endOf(bytes: Uint8Array, at: number): number {
  let padded = at;
  while (bytes[padded] === 0 && padded - at < LONGEST_TEXT) padded++;
  const rest = latin1(bytes.subarray(padded, padded + LONGEST_END));
  const found = (padded > at ? END_PADDED : END).exec(rest);
  if (found) return padded + found[0].length;
  throw dataError(`the pixels of this CBF should be followed by ${SECTION}-- and ';': the file is cut short`);
}
