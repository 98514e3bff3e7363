import type { Image } from '@braggsim/core/derived';
import { joined } from '@braggsim/testkit';
import { describeCodec } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { ascii } from './bytes';
import { cbf } from './cbf';
import { codecs } from './codecs';
import { imageOf, panelsImage } from './fixture';
import { npy } from './npy';
import { nxmx } from './nxmx';
import { pgm } from './pgm';
import { png } from './png';
import { BROKEN_PNGS } from './png-hostile.fixture';
import { rawFloat } from './raw-float';
import { smv } from './smv';
import { tiff } from './tiff';

const words = Uint16Array.from({ length: 35 }, (_, i) => (i * 1877) % 65536);
const floats = Float32Array.from({ length: 35 }, (_, i) => 1.5 ** (i - 10));
const integers = { 'a single pixel': imageOf(Uint16Array.of(65535), 1, 1), 'five rows of seven': imageOf(words, 5, 7) };

describeCodec(smv, {
  images: integers,
  broken: {
    'no header': new Uint8Array(1024),
    'a header that never ends': ascii('{\nHEADER_BYTES=512;\nSIZE1=1;\nSIZE2=1;\n'.padEnd(512)),
    'a size of zero': ascii('{\nHEADER_BYTES=512;\nDIM=2;\nSIZE1=0;\nSIZE2=0;\n}\f'.padEnd(1024)),
  },
});
describeCodec(pgm, {
  images: { 'a single pixel': imageOf(Uint8Array.of(255), 1, 1), rows: imageOf(Uint8Array.from(words), 5, 7) },
  broken: { 'text pixels': ascii('P2\n1 1\n255\n7\n'), 'no size': ascii('P5\n# nothing\n'), empty: new Uint8Array() },
});
const shapeOf = ({ panels }: Image) => ({ pixelsSlow: panels[0]?.shape[0], pixelsFast: panels[0]?.shape[1] });
describeCodec(rawFloat, { images: { rows: imageOf(floats, 5, 7) }, params: shapeOf });
describeCodec(npy, { images: { rows: imageOf(floats, 5, 7) } });

const { decode: _, ...pictures } = png;
describeCodec(pictures, { images: { colours: imageOf(floats, 5, 7) } });
describeCodec(png, {
  images: integers,
  params: () => ({ style: 'grey16' }),
  broken: { 'a picture in colour': joined(png.encode?.(imageOf(floats, 5, 7), {}) ?? []), ...BROKEN_PNGS },
});
describeCodec(smv, { images: integers, params: () => ({ header: 'full' }) });

const counts = Int32Array.from({ length: 35 }, (_, i) => (i % 3 === 0 ? -1 : 1) * Math.round(2.2 ** (i % 27)));
describeCodec(cbf, {
  images: { 'a single pixel': imageOf(Int32Array.of(-2), 1, 1), 'jumps of every size': imageOf(counts, 5, 7) },
  broken: {
    'no binary section': ascii('###CBF: VERSION 1.5\r\n\r\ndata_x\r\n'.padEnd(4096)),
    'another format': ascii('P5\n1 1\n255\n7'),
  },
});

/** Returns a directory of 65,535 fields, each of which refers to the whole file. */
function crowdedTiff(): Uint8Array {
  const [fields, bytes] = [65_535, 2 ** 20];
  const view = new DataView(new ArrayBuffer(bytes));
  view.setUint32(0, 0x002a4949, true);
  view.setUint32(4, 8, true);
  view.setUint16(8, fields, true);
  for (let i = 0; i < fields; i++) {
    const at = 10 + 12 * i;
    view.setUint16(at, i, true);
    view.setUint16(at + 2, 4, true);
    view.setUint32(at + 4, bytes / 4, true);
  }
  return new Uint8Array(view.buffer);
}

const tiffImages = {
  bytes: imageOf(Uint8Array.from(words), 5, 7),
  words: imageOf(words, 5, 7),
  'signed 16-bit pixels': imageOf(counts, 5, 7),
  floats: imageOf(floats, 5, 7),
};
describeCodec(tiff, {
  images: tiffImages,
  broken: {
    'no directory': ascii('II*\0'.padEnd(64, '\0')),
    'too many fields': crowdedTiff(),
    'a directory beyond the end': Uint8Array.of(0x49, 0x49, 42, 0, 255, 255, 255, 127, 0, 0),
    'another format': ascii('P5\n1 1\n255\n7'),
  },
});

// Damaged files are read in the slow lane (nxmx/damage.slow.test.ts), since each needs a thread of its own.
describeCodec(await nxmx(), {
  images: { counts: imageOf(counts, 5, 7), floats: imageOf(floats, 5, 7), panels: panelsImage() },
  broken: { empty: new Uint8Array(), text: ascii('this is not an HDF5 file'.padEnd(600)) },
  damage: 'elsewhere',
});

test('every codec runs the conformance suite', () => {
  const described = [smv, pgm, rawFloat, npy, png, cbf, tiff].map(({ id }) => id);
  expect([...codecs.keys()].sort()).toEqual([...described, 'nxmx'].sort());
});
