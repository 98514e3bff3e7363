import { dataError, usageError } from '@braggsim/core';
import { parseCif } from '@braggsim/core/cif';
import { latin1 } from '@braggsim/core/text';
import { type HklOptions, parseHkl } from '../hkl';
import type { CellSix } from '../metric';
import type { Reflections } from '../reflections';
import { expandToP1 } from '../symmetry/expand';
import { type SpaceGroup, spaceGroupNamed, spaceGroupOfOperations } from '../symmetry/space-group';
import { cellOfCif, spaceGroupOfCif } from './cif-crystal';
import { type AmplitudeColumn, chooseAmplitudes, findColumn } from './columns';
import { isCrystfel, parseCrystfel } from './crystfel';
import { cifReflections, reflnLoop } from './mmcif';
import { isMtz, type MtzColumn, readMtz } from './mtz';
import { textOf } from './text';
import { isXdsAscii, isXdsIntegrate, isXdsList, readXdsAscii } from './xds-ascii';

export interface ReadOptions extends Omit<HklOptions, 'name'> {
  /**
   * Label or type letter of the column to read. When absent, the best column is chosen, in an mmCIF file from the first
   * block.
   */
  readonly column?: string;
  /**
   * Accepts the intensities of XDS_ASCII.HKL, or of the fourth column of text, and converts them to amplitudes: their
   * square roots, 0 where they are negative.
   */
  readonly intensities?: boolean;
}

/** The contents of a reflection file of any format, with amplitudes expanded to P1. */
export interface ReflectionFile {
  readonly format: 'hkl' | 'mtz' | 'mmcif' | 'crystfel' | 'xds';
  readonly reflections: Reflections;
  readonly cell?: CellSix;
  readonly spaceGroup?: SpaceGroup;
  /** Point group under which a CrystFEL list is merged. */
  readonly pointGroup?: string;
  /** Wavelength (A); 0 or absent where the file does not give it. */
  readonly wavelengthA?: number;
  readonly title?: string;
  /**
   * Names of the blocks of an mmCIF file that hold reflections, where there are several; the title is the name of the
   * block that was read.
   */
  readonly blocks?: readonly string[];
  /** Number of reflections in the file, before expansion. */
  readonly listed: number;
  /** Every column of the file. */
  readonly columns: readonly { readonly label: string; readonly type: string }[];
  /** Labels of the columns that were read. */
  readonly taken: readonly string[];
  /** Changes to the values of the file, one sentence each. */
  readonly warnings?: readonly string[];
}

/** Returns the first bytes as text, to tell formats apart. */
export const opening = (bytes: Uint8Array): string => latin1(bytes.subarray(0, 4096));
export const isCif = (text: string): boolean => /^(?:\u00ef\u00bb\u00bf)?(?:\s|#[^\n\r]*[\n\r])*data_\S/i.test(text);

const isPdb = (text: string): boolean => /^(HEADER|TITLE |REMARK|CRYST1|ATOM {2}|HETATM)/m.test(text);

/**
 * Reads structure amplitudes from an MTZ, CIF, mmCIF or CrystFEL file, from text of h k l F, or, with `intensities`,
 * from XDS_ASCII.HKL. The format is detected from the content. Amplitudes are not scaled: files of measured data are
 * rarely on the absolute scale (electrons).
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) for a file that cannot be read, (`usage`) for a column that does not exist
 */
export function readReflections(bytes: Uint8Array, name: string, options: ReadOptions = {}): ReflectionFile {
  const { maxBytes = 2 ** 30 } = options;
  if (bytes.length > maxBytes) throw dataError(`${name} is ${bytes.length} bytes long; at most ${maxBytes} are read`);
  const start = opening(bytes);
  const choice = isMtz(bytes) ? fromMtz : isCif(start) ? fromCif : isCrystfel(start) ? fromCrystfel : undefined;
  if (choice) {
    if (options.intensities) {
      throw usageError(
        `${name}: this format gives intensities by --column, and by default where it has no amplitudes: leave --intensities out`,
      );
    }
    return choice(bytes, name, options);
  }
  if (isPdb(start))
    throw dataError(
      `${name} is a model, not a list of structure factors: give it as one (--model), or calculate a list (fcalc)`,
    );
  if (isXdsIntegrate(start)) {
    throw dataError(
      `${name} holds intensities of XDS from before scaling; give XDS_ASCII.HKL, which CORRECT writes, or merged amplitudes, for instance from xdsconv`,
    );
  }
  if (isXdsAscii(start)) return fromXds(bytes, name, options);
  if (isXdsList(start))
    throw dataError(`${name} is a list of XDS other than XDS_ASCII.HKL, which cannot be read; give that`);
  const { column = 'F', intensities = false } = options;
  if (column.toUpperCase() !== 'F') {
    throw usageError(`${name}: text of h k l F has no column '${column}' to choose: leave --column out`);
  }
  const read = parseHkl(bytes, { ...options, name });
  const label = intensities ? { label: 'I', type: 'J' } : { label: 'F', type: 'F' };
  return {
    format: 'hkl',
    reflections: intensities ? { ...read, F: read.F.map((I) => Math.sqrt(Math.max(0, I))) } : read,
    listed: read.count,
    columns: [label],
    taken: [label.label],
    ...(intensities && rootWarnings(negativesOf(read.F))),
  };
}

const negativesOf = (intensities: ArrayLike<number>): number =>
  Array.prototype.filter.call(intensities, (I: number) => I < 0).length;

/** Makes the warning about intensities below 0, of which so many were taken as amplitudes of 0; nothing where there are none. */
const rootWarnings = (negative: number): Pick<ReflectionFile, 'warnings'> =>
  negative > 0
    ? {
        warnings: [
          `${negative} negative ${negative === 1 ? 'intensity becomes an amplitude' : 'intensities become amplitudes'} of 0`,
        ],
      }
    : {};

function fromXds(bytes: Uint8Array, name: string, { intensities, column, maxIndex }: ReadOptions): ReflectionFile {
  if (!intensities) {
    throw dataError(
      `${name} holds measured intensities of XDS; convert them with --intensities, or first to merged amplitudes, for instance with xdsconv`,
    );
  }
  if (column !== undefined)
    throw usageError(`${name}: XDS_ASCII.HKL has no column '${column}' to choose: leave --column out`);
  const { reflections, listed, misfits, negative, ...crystal } = readXdsAscii(textOf(bytes, name), {
    name,
    ...(maxIndex && { maxIndex }),
  });
  const roots = rootWarnings(negative).warnings ?? [];
  const left = misfits > 0 ? [`${misfits} observations that XDS marks as misfits (negative sigma) are left out`] : [];
  return {
    format: 'xds',
    reflections,
    cell: crystal.cell,
    spaceGroup: crystal.spaceGroup,
    ...(crystal.wavelengthA > 0 && { wavelengthA: crystal.wavelengthA }),
    listed,
    columns: [{ label: 'IOBS', type: 'J' }],
    taken: ['IOBS'],
    warnings: [
      'amplitudes are the roots of merged intensities, on the scale of the measurement, which is rarely the absolute one',
      ...roots,
      ...left,
    ],
  };
}

function fromMtz(bytes: Uint8Array, name: string, options: ReadOptions): ReflectionFile {
  const mtz = readMtz(bytes, { name });
  if (mtz.batches > 0 || mtz.columns.some(({ label, type }) => label === 'M/ISYM' || type === 'B')) {
    throw dataError(`${name} holds unmerged measurements; merge them first, for instance with aimless or dials.merge`);
  }
  const [h, k, l] = ['H', 'K', 'L'].map((label) => mtz.columns.find((column) => column.label === label)?.values);
  if (!h || !k || !l)
    throw dataError(`${name}: expected columns H, K and L, found ${mtz.columns.map(({ label }) => label).join(', ')}`);
  const chosen = chooseAmplitudes(mtz.columns.map(withoutMissing(mtz.missingValue)), options.column, name);
  const spaceGroup =
    mtz.operations.length > 0
      ? spaceGroupOfOperations(mtz.operations, mtz.spaceGroup.name, mtz.spaceGroup.number)
      : spaceGroupNamed(mtz.spaceGroup.name, name, mtz.cell);
  const wavelengthA = mtz.datasets.map((dataset) => dataset.wavelengthA).find((wavelength) => wavelength > 0);
  return {
    format: 'mtz',
    reflections: expandToP1({ ...indices(h, k, l, name, options), ...chosen }, spaceGroup.operations, { name }),
    cell: mtz.cell,
    spaceGroup,
    title: mtz.title,
    ...(wavelengthA && { wavelengthA }),
    listed: mtz.count,
    columns: mtz.columns.map(({ label, type }) => ({ label, type })),
    taken: chosen.labels,
    ...rootWarnings(chosen.negative),
  };
}

/** Returns a column with its absent values replaced by NaN. */
export const withoutMissing =
  (missing: number) =>
  (column: MtzColumn): MtzColumn =>
    column.values.includes(missing)
      ? { ...column, values: column.values.map((x) => (x === missing ? Number.NaN : x)) }
      : column;

/** Returns the Miller indices as integers. NaN, fractions and indices beyond the limit are refused. */
export function indices(
  h: ArrayLike<number>,
  k: ArrayLike<number>,
  l: ArrayLike<number>,
  name: string,
  { maxIndex = 1024 }: ReadOptions,
) {
  const whole = (values: ArrayLike<number>, axis: string): Int32Array =>
    Int32Array.from(values, (value, i) => {
      if (Number.isInteger(value) && Math.abs(value) <= maxIndex) return value;
      throw dataError(
        `${name}, reflection ${i + 1}: expected ${axis} to be a whole number between ${-maxIndex} and ${maxIndex}, found ${value}`,
      );
    });
  return { h: whole(h, 'h'), k: whole(k, 'k'), l: whole(l, 'l') };
}

function fromCif(bytes: Uint8Array, name: string, options: ReadOptions): ReflectionFile {
  const blocks = parseCif(textOf(bytes, name), name);
  const lists = blocks.flatMap((block) => {
    const loop = reflnLoop(block);
    return loop ? [{ block, ...cifReflections(loop, name) }] : [];
  });
  const has = ({ columns }: (typeof lists)[number]) => findColumn(columns, options.column ?? '') !== undefined;
  const list = lists.find(has) ?? lists[0];
  if (!list) throw dataError(`${name}: expected reflections (_refln.index_h …), found none; for a model use --model`);
  const { block, columns, ...listed } = list;
  const chosen = chooseAmplitudes(columns, options.column, name);
  // Later blocks of an entry omit what the first block states.
  const sources = [block, ...blocks];
  const cell = sources.map(cellOfCif).find(Boolean);
  const spaceGroup = sources.map((source) => spaceGroupOfCif(source, name)).find(Boolean);
  if (!spaceGroup) throw dataError(`${name}: expected a space group (_symmetry.space_group_name_H-M), found none`);
  return {
    format: 'mmcif',
    reflections: expandToP1(
      { ...indices(listed.h, listed.k, listed.l, name, options), ...chosen },
      spaceGroup.operations,
      { name },
    ),
    ...(cell && { cell }),
    spaceGroup,
    title: block.name,
    ...(lists.length > 1 && { blocks: lists.map((each) => each.block.name) }),
    listed: listed.h.length,
    columns: columns.map(({ label, type }: AmplitudeColumn) => ({ label, type })),
    taken: chosen.labels,
    ...rootWarnings(chosen.negative),
  };
}

function fromCrystfel(bytes: Uint8Array, name: string, options: ReadOptions): ReflectionFile {
  const { maxIndex } = options;
  const list = parseCrystfel(textOf(bytes, name), { name, ...(maxIndex && { maxIndex }) });
  const column = { label: 'I', type: 'J', values: list.intensity };
  const { plus, negative } = chooseAmplitudes([column], options.column, name);
  const merged = expandToP1({ h: list.h, k: list.k, l: list.l, plus, minus: plus }, list.operations, { name });
  return {
    format: 'crystfel',
    reflections: merged,
    pointGroup: list.symmetry,
    listed: list.h.length,
    columns: [{ label: 'I', type: 'J' }],
    taken: ['I'],
    ...rootWarnings(negative),
  };
}
