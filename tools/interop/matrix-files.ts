import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { units } from '@braggsim/core';
import { type Image, MASK_BITS } from '@braggsim/core/derived';
import { codecFor, type FileMetadata } from '@braggsim/detector-io';
import { readExpt, writeExpt } from '@braggsim/detector-io/geometry';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { fcalcMtz, readModel, structureFactors } from '@braggsim/reflections/coordinates';
import { joined } from '@braggsim/testkit';
import { imageOf, plainMetadata } from '../../packages/detector-io/src/fixture';
import { reflectionFile } from '../fuzz/samples';

/** The contents that a program finds in a file; fields that it does not read are absent. */
export interface Found {
  readonly file: string;
  readonly program: string;
  readonly error?: string;
  readonly found?: {
    readonly values?: readonly number[];
    readonly masked?: readonly (number | readonly number[])[];
    readonly originMm?: readonly number[];
    readonly fast?: readonly number[];
    readonly slow?: readonly number[];
    readonly pixelMm?: readonly number[];
    readonly wavelengthA?: number;
    readonly scan?: readonly number[];
    readonly spindle?: readonly number[];
    readonly cell?: readonly number[];
    readonly rows?: readonly (readonly number[])[];
  };
}

export type Cells = Readonly<Partial<Record<'values' | 'geometry' | 'mask' | 'scan' | 'beam', string>>>;

const [SLOW, FAST] = [20, 30];
const GAP = 2 * FAST + 3;
const BAD = 4 * FAST + 5;
/** The geometry that `plainMetadata` describes, in the frame of DIALS (mm). */
const TRUTH = { originMm: [-1.6, 1.1, -100], fast: [1, 0, 0], slow: [0, -1, 0], scan: [12, 0.25], wavelengthA: 0.98 };

const counts = Int32Array.from({ length: SLOW * FAST }, (_, i) => 3 * i);

/** Makes the image of the matrix, with a gap and a bad pixel. */
export function image(): Image {
  const mask = new Uint32Array(SLOW * FAST);
  mask[GAP] = MASK_BITS.gap;
  mask[BAD] = MASK_BITS.dead;
  const plain = plainMetadata(SLOW, FAST);
  const scan = { start: units.fromDegrees(12), width: units.fromDegrees(0.25) };
  const beam = { ...plain.beam, wavelength: units.fromAngstrom(0.98) };
  return { ...imageOf(counts, SLOW, FAST), masks: [mask], metadata: { ...plain, scan, beam } };
}

export const OUR_FILES: Readonly<Record<string, string>> = {
  'image_0001.img': 'SMV',
  'image_0001.cbf': 'miniCBF',
  'image.nxs': 'NeXus',
  'image.tif': 'TIFF',
  'image.expt': '`.expt`',
  'model.mtz': 'MTZ',
};

/** Values of masked pixels in each format; SMV can only mark them by zero. */
const MARKED: Readonly<Record<string, readonly [gap: number, bad: number]>> = {
  'image_0001.cbf': [-1, -2],
  'image.tif': [-1, -2],
};

const model = () => readModel(reflectionFile('small.pdb'), 'small.pdb').value;
const factors = () => structureFactors(model(), { dMinA: 4, solvent: false });

export async function writeOurs(folder: string): Promise<void> {
  for (const file of Object.keys(OUR_FILES)) {
    const path = join(folder, file);
    if (file.endsWith('.expt')) writeFileSync(path, writeExpt(image().metadata, 1));
    else if (file.endsWith('.mtz')) writeFileSync(path, fcalcMtz(factors(), { title: 'model' }));
    else {
      const smv = file.endsWith('.img');
      const codec = await codecFor(path);
      const written = smv ? imageOf16(image().metadata) : image();
      writeFileSync(path, joined(codec.encode?.(written, { header: 'full', name: file }) ?? []));
    }
  }
}

/** Returns the counts in 16 bits, as SMV stores them. */
const imageOf16 = (metadata: Image['metadata']): Image => ({
  ...imageOf(Uint16Array.from(counts), SLOW, FAST),
  metadata,
});

export const close = (a: readonly number[] | undefined, b: readonly number[], tolerance = 1e-4): boolean =>
  a !== undefined && a.length === b.length && b.every((value, i) => Math.abs((a[i] as number) - value) <= tolerance);
export const verdict = (same: boolean, found: unknown): string =>
  same ? 'same' : `differs: ${JSON.stringify(found).slice(0, 80)}`;

/** Compares what a program found in a file of braggsim with what was written. */
export function compared({ file, found, error }: Found): Cells {
  if (!found) return { values: `fails: ${error ?? ''}` };
  if (found.rows) return comparedRows(found);
  const { values, masked, originMm, fast, slow, scan, wavelengthA } = found;
  const marks = MARKED[file];
  const kept = (i: number, value: number) =>
    (i === GAP || i === BAD) && file !== 'image_0001.img' ? undefined : value;
  const same = (values ?? []).every((value, i) => {
    if (marks && i === GAP) return value === marks[0];
    if (marks && i === BAD) return value === marks[1];
    return kept(i, 3 * i) === undefined || value === 3 * i;
  });
  const expectMask = masked !== undefined && file !== 'image_0001.img' && !file.endsWith('.expt');
  return {
    ...(values && { values: verdict(same && values.length === SLOW * FAST, values.slice(0, 5)) }),
    ...(originMm && {
      geometry: verdict(close(originMm, TRUTH.originMm) && close(fast, TRUTH.fast) && close(slow, TRUTH.slow), [
        originMm,
        fast,
        slow,
      ]),
    }),
    ...(expectMask && {
      mask: verdict(
        [GAP, BAD].every((i) => masked.includes(i)),
        masked.slice(0, 6),
      ),
    }),
    ...(scan && { scan: verdict(close(scan, TRUTH.scan), scan) }),
    ...(wavelengthA !== undefined && { beam: verdict(close([wavelengthA], [TRUTH.wavelengthA], 1e-7), wavelengthA) }),
  };
}

/** Compares the unique reflections of the model in the single precision of MTZ. */
function comparedRows({ rows = [], cell = [] }: NonNullable<Found['found']>): Cells {
  const { h, k, l, plusRe, plusIm } = factors();
  const ours = new Map(
    Array.from(h, (x, i) => [`${[x, k[i], l[i]]}`, Math.hypot(plusRe[i] as number, plusIm[i] as number)]),
  );
  const same = rows.every(([x, y, z, F]) => {
    const own = ours.get(`${[x, y, z]}`);
    return own !== undefined && Math.abs(own - (F as number)) <= 1e-5 * Math.max(1, own);
  });
  return {
    values: verdict(same && rows.length > 10, rows.slice(0, 2)),
    geometry: verdict(close(cell, model().cell, 1e-3), cell),
  };
}

/** Compares what braggsim finds in files of other programs with what those wrote. */
export async function readTheirs(folder: string, made: Found['found'] = {}): Promise<(readonly [string, Cells])[]> {
  const rows: (readonly [string, Cells])[] = [];
  for (const [file, title] of [
    ['fabio.cbf', 'CBF of FabIO, read by braggsim'],
    ['fabio.tif', 'TIFF of FabIO, read by braggsim'],
    ['cbflib-packed.cbf', 'packed CBF of CBFlib, read by braggsim'],
    ['cbflib-packed-v2.cbf', 'packed CBF of CBFlib, version 2, read by braggsim'],
    ['h5py.nxs', 'NeXus of h5py, read by braggsim'],
  ] as const) {
    rows.push([title, await theirImage(join(folder, file), made)]);
  }
  const { detector, beam, scan, goniometer } = readExpt(readFileSync(join(folder, 'dxtbx.expt'), 'utf8'));
  const [panel] = recordingPanels(resolveDetector(detector, goniometer ? { goniometer } : {}).value);
  const originMm = panel?.origin.map((m) => units.toMm(m));
  const same =
    close(originMm, made.originMm ?? [], 1e-9) &&
    close(panel?.fast, made.fast ?? [], 1e-9) &&
    close(panel?.slow, made.slow ?? [], 1e-9);
  rows.push([
    '`.expt` of dxtbx, swung in two-theta, read by braggsim',
    {
      geometry: verdict(same, originMm),
      scan: verdict(close([scan?.startDeg ?? 0, scan?.widthDeg ?? 0], made.scan ?? [], 1e-9), scan),
      beam: verdict(close([beam?.wavelengthA ?? 0], [made.wavelengthA ?? 1], 1e-9), beam),
    },
  ]);
  return rows;
}

async function theirImage(path: string, made: NonNullable<Found['found']>): Promise<Cells> {
  const codec = await codecFor(path);
  const bytes = new Uint8Array(readFileSync(path));
  try {
    const decoded = codec.decode?.(bytes, {});
    const facts = codec.inspect?.(bytes, {}) as FileMetadata | undefined;
    const values = Array.from(decoded?.panels[0]?.data ?? []);
    const mask = decoded?.masks?.[0];
    const same = (made.values ?? []).every((value, i) => value < 0 || value === values[i]);
    const wavelength = facts?.experiment.beam?.wavelengthA;
    return {
      values: verdict(same && values.length === SLOW * FAST, values.slice(0, 5)),
      mask: verdict(
        mask !== undefined && mask[GAP] === MASK_BITS.gap && mask[BAD] === MASK_BITS.dead,
        mask?.slice(0, 5),
      ),
      ...(wavelength !== undefined && {
        beam: verdict(close([wavelength], [made.wavelengthA ?? 1], 1e-9), wavelength),
      }),
    };
  } catch (error) {
    return { values: `fails: ${(error as Error).message.slice(0, 80)}` };
  }
}
