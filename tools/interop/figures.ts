import type { GeometryFigures } from './geometry';

/** Results of DIALS for the images of one format. */
export interface FormatFigures {
  readonly formatClass: string;
  readonly sequences: number;
  readonly images: number;
  readonly originErrorMm: number;
  readonly wavelength: number;
  readonly oscillation: readonly [number, number];
  readonly strong: number;
  readonly indexedPercent: number;
  readonly rmsdPx: readonly [number, number];
  readonly cellErrorPercent: number;
  readonly orientationErrorDeg: number;
  readonly integrated: number;
  readonly ccWithFSquared: number;
  readonly ccBijvoet: number | null;
}

export interface ReaderFigures {
  /** Numbers of pixels that differ between the readers and h5py. */
  readonly pixels: { readonly differing: { readonly fabio: number; readonly dxtbx: number } };
  readonly formats: Readonly<Record<string, FormatFigures>>;
}

interface Row {
  readonly what: string;
  readonly asked: string;
  readonly shown: (f: FormatFigures) => string;
  readonly holds: (f: FormatFigures) => boolean;
}

const ROWS: readonly Row[] = [
  { what: 'read by (dxtbx)', asked: '', shown: (f) => f.formatClass, holds: () => true },
  {
    what: 'sequences, images',
    asked: 'one sequence',
    shown: (f) => `${f.sequences}, ${f.images}`,
    holds: (f) => f.sequences === 1,
  },
  {
    what: 'origin from the header, mm off',
    asked: '0.002',
    shown: (f) => f.originErrorMm.toExponential(1),
    holds: (f) => f.originErrorMm <= 0.002,
  },
  {
    what: 'wavelength, oscillation',
    asked: '1, 0 + 0.5',
    shown: (f) => `${f.wavelength}, ${f.oscillation.join(' + ')}`,
    holds: (f) => Math.abs(f.wavelength - 1) <= 1e-5 && Math.abs(f.oscillation[1] - 0.5) <= 1e-4,
  },
  { what: 'strong spots', asked: '', shown: (f) => `${f.strong}`, holds: () => true },
  {
    what: 'indexed, cell not given, %',
    asked: '98',
    shown: (f) => f.indexedPercent.toFixed(2),
    holds: (f) => f.indexedPercent >= 98,
  },
  {
    what: 'rmsd of positions, px',
    asked: '0.5',
    shown: (f) => f.rmsdPx.map((px) => px.toFixed(3)).join(', '),
    holds: (f) => Math.max(...f.rmsdPx) <= 0.5,
  },
  {
    what: 'cell off after refinement, %',
    asked: '0.05',
    shown: (f) => f.cellErrorPercent.toFixed(4),
    holds: (f) => f.cellErrorPercent <= 0.05,
  },
  {
    what: 'orientation off, deg',
    asked: '0.02',
    shown: (f) => f.orientationErrorDeg.toFixed(4),
    holds: (f) => f.orientationErrorDeg <= 0.02,
  },
  { what: 'integrated reflections', asked: '', shown: (f) => `${f.integrated}`, holds: () => true },
  {
    what: 'CC of intensities with F^2',
    asked: '0.99',
    shown: (f) => f.ccWithFSquared.toFixed(4),
    holds: (f) => f.ccWithFSquared >= 0.99,
  },
  {
    what: 'CC of Bijvoet differences',
    asked: '0.05',
    shown: (f) => f.ccBijvoet?.toFixed(2) ?? 'too few',
    holds: (f) => f.ccBijvoet === null || f.ccBijvoet > 0.05,
  },
];

const LARGEST_MM = 1e-6;

/** Formats the figures as a Markdown table. */
export function figuresTable({ pixels, formats }: ReaderFigures, geometry: GeometryFigures): string {
  const names = Object.keys(formats);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = ROWS.map(({ what, asked, shown }) =>
    line([what, asked, ...names.map((name) => shown(formats[name] as FormatFigures))]),
  );
  const { readMm, writtenMm, nexusMm, panels } = geometry;
  return [
    line(['', 'required', ...names]),
    line(['---', '---', ...names.map(() => '---')]),
    ...body,
    '',
    `Pixels that differ from those of h5py: FabIO ${pixels.differing.fabio}, dxtbx ${pixels.differing.dxtbx}.`,
    `Panel corners of a detector of ${panels} tilted panels in two groups: ${readMm.toExponential(1)} mm (\`.expt\` of dxtbx`,
    `read by braggsim), ${writtenMm.toExponential(1)} mm and ${nexusMm.toExponential(1)} mm (\`.expt\` and NeXus of braggsim read by dxtbx).`,
  ].join('\n');
}

/** Lists the figures that miss their required values. */
export function shortfalls({ pixels, formats }: ReaderFigures, geometry: GeometryFigures): string[] {
  const ofFormats = Object.entries(formats).flatMap(([name, figures]) =>
    ROWS.filter(({ holds }) => !holds(figures)).map(
      ({ what, asked, shown }) => `${name}: ${what} is ${shown(figures)}, required ${asked}`,
    ),
  );
  const { fabio, dxtbx } = pixels.differing;
  const { readMm, writtenMm, nexusMm, pixelsEqual } = geometry;
  const far = Math.max(readMm, writtenMm, nexusMm);
  return [
    ...ofFormats,
    ...(fabio + dxtbx > 0 ? [`pixels differ between readers: ${fabio} with FabIO, ${dxtbx} with dxtbx`] : []),
    ...(far <= LARGEST_MM ? [] : [`panel corners are ${far} mm off, required ${LARGEST_MM}`]),
    ...(pixelsEqual ? [] : ['dxtbx sees other pixels or gaps in the panels of the NeXus file']),
  ];
}
