import { FORMAT_HOLDINGS, HELD_THINGS, type HeldThing } from '@braggsim/detector-io/conversions';
import { code, page, sentence, table } from './markdown';

const THINGS = Object.keys(HELD_THINGS) as HeldThing[];
const FORMATS = Object.keys(FORMAT_HOLDINGS);

const WORDS = { kept: 'kept', lost: '', refused: 'refused' } as const;

const holding = (format: string, thing: HeldThing) => FORMAT_HOLDINGS[format]?.[thing] ?? 'lost';

/** Lists the information in a file of one format that is lost in a file of the other format made from it. */
function lostBetween(from: string, to: string): string {
  const lost = THINGS.filter((thing) => holding(from, thing) === 'kept' && holding(to, thing) !== 'kept');
  return lost.length === 0 ? 'nothing' : lost.map((thing) => String(THINGS.indexOf(thing) + 1)).join(', ');
}

/** Returns the page on the information that conversions keep, from the table of the formats. */
export const conversionsPage = (): string =>
  page('What conversions keep', 'tools/reference-pages/conversions.ts', [
    'This page lists the information besides pixels that `braggsim convert` keeps. A test writes and reads every pair of formats and compares the result with ' +
      'the table. A warning names the information of a file that the output does not keep; "refused" means that images with it are ' +
      'not written without `--force`, or, for several panels, not at all. An offset counts as kept where it is subtracted from the values.',
    table(
      ['number', 'what', ...FORMATS.map(code)],
      THINGS.map((thing, i) => [
        String(i + 1),
        sentence(HELD_THINGS[thing]),
        ...FORMATS.map((format) => WORDS[holding(format, thing)]),
      ]),
    ),
    'Masked pixels get values by the convention of each format: in NeXus one and two below the least count, with the reasons in ' +
      '`pixel_mask`; in CBF and in TIFF of whole numbers -1 for gaps and -2 for all other reasons; NaN in NumPy and in TIFF of floats; 0 in SMV, ' +
      'PNG, PGM and raw floats.',
    '## Pairs of formats',
    'Rows are formats that are read, columns are formats that are written. A cell lists the numbers of the information that the first can hold and the ' +
      'second does not keep.',
    table(
      ['from', ...FORMATS.map(code)],
      FORMATS.map((from) => [code(from), ...FORMATS.map((to) => lostBetween(from, to))]),
    ),
  ]);
