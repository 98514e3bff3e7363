import { dataError } from '@braggsim/core';
import { decimal } from '@braggsim/core/text';
import { type GeomPanels, geomPanels } from '../geometry-files/geom';
import type { DescribedMask, DescribedPanelMask, MaskDataset, ValueLimits } from './described-mask';

type Fields = ReadonlyMap<string, string>;

/** Masks of a panel, as CrystFEL numbers them; `mask`, `mask_file`, `mask_good` and `mask_bad` are those of the first. */
const NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** What of a `.geom` file concerns masks and is not read, by a part of the name of the field. */
const NOT_READ = /^(saturation_map(?:_file)?|badrow_direction)$/;

/**
 * Returns the masks of a CrystFEL geometry file: bad regions and panels, mask arrays in files beside it, and values that mark pixels
 * (`flag_lessthan`, `flag_morethan`, `flag_equal`) or overloads (`max_adu`).
 *
 * @throws BraggsimError (`data`) naming the panel and field that is missing or wrong
 */
export function readGeomMask(text: string): DescribedMask {
  const { panels, fields } = geomPanels(text, { distance: true, energy: true });
  const warnings = new Set<string>();
  const described = panels.map((panel): DescribedPanelMask => {
    const own = fields.get(panel.name) ?? new Map<string, string>();
    for (const key of own.keys()) if (NOT_READ.test(key)) warnings.add(`its ${key} is not read`);
    return {
      name: panel.name,
      pixelsFast: panel.pixelsFast,
      pixelsSlow: panel.pixelsSlow,
      ...(leadingOf(own).length === 0 && { firstPixel: panel.firstPixel }),
      gapsPx: panel.gapsPx,
      limits: limitsOf(panel.name, own),
      datasets: datasetsOf(panel, own, warnings),
    };
  });
  return { panels: described, isWhole: true, warnings: [...warnings] };
}

/** Returns all numbers that a field was given, one after the other. */
function numbersOf(panel: string, field: string, fields: Fields): number[] {
  return (fields.get(field)?.split('\n') ?? []).map((word) => {
    const value = decimal(word.trim());
    if (value !== undefined) return value;
    throw dataError(`panel ${panel} of this .geom file needs a number for ${field}, found '${word}'`);
  });
}

function limitsOf(panel: string, fields: Fields): ValueLimits {
  const [flagged, below, above] = ['flag_equal', 'flag_lessthan', 'flag_morethan'].map((field) =>
    numbersOf(panel, field, fields),
  ) as [number[], number[], number[]];
  const largest = numbersOf(panel, 'max_adu', fields).at(-1);
  return {
    ...(flagged.length > 0 && { flagged }),
    ...(below.length > 0 && { flaggedBelow: Math.max(...below) }),
    ...(above.length > 0 && { flaggedAbove: Math.min(...above) }),
    ...(largest !== undefined && { largest }),
  };
}

/** Bits of a mask in decimal or, with 0x, in hexadecimal numbers; 0 where the file gives none. */
function bitsOf(panel: string, field: string, fields: Fields): number {
  const word = fields.get(field)?.trim();
  if (word === undefined) return 0;
  const value = /^0x[0-9a-f]{1,8}$/i.test(word) ? Number(word) : decimal(word);
  if (value !== undefined && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32) return value;
  throw dataError(`panel ${panel} of this .geom file needs bits for ${field}, such as 0x1, found '${word}'`);
}

function datasetsOf(
  { name: panel, firstPixel }: GeomPanels['panels'][number],
  fields: Fields,
  warnings: Set<string>,
): MaskDataset[] {
  const datasets: MaskDataset[] = [];
  for (const n of NUMBERS) {
    const named = (field: string, short: string): string =>
      n === 0 && !fields.has(`mask0_${field}`) ? short : `mask${n}_${field}`;
    const data = fields.get(named('data', 'mask'))?.trim();
    const file = fields.get(named('file', 'mask_file'))?.trim();
    if (data === undefined) {
      if (file === undefined) continue;
      throw dataError(
        `panel ${panel} of this .geom file has the mask file '${file}' and not where in it the mask is (${named('data', 'mask')})`,
      );
    }
    const goodBits = bitsOf(panel, named('goodbits', 'mask_good'), fields);
    const badBits = bitsOf(panel, named('badbits', 'mask_bad'), fields);
    if (goodBits === 0 && badBits === 0) {
      warnings.add(`its mask '${data}' has neither good nor bad bits (mask_good, mask_bad) and masks nothing`);
      continue;
    }
    datasets.push({ file, path: data, goodBits, badBits, firstPixel, leading: leadingOf(fields) });
  }
  return datasets;
}

/** Returns the fixed indices before the two dimensions of a panel: `dim1 = 3`. */
function leadingOf(fields: Fields): number[] {
  const leading: number[] = [];
  for (let d = 0; d < 8; d++) {
    const index = decimal(fields.get(`dim${d}`) ?? '');
    if (index !== undefined && Number.isInteger(index) && index >= 0) leading.push(index);
  }
  return leading;
}
