import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { ReferenceExperiment } from './reference-experiment';

const root = fileURLToPath(new URL('../reference/', import.meta.url));
const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const unpack = (path: string): Uint8Array => gunzipSync(readFileSync(path));

/** A run of the C program: its command line, its images and the values that it reported. */
export interface ReferenceCase {
  readonly id: string;
  readonly title: string;
  readonly program: 'nanoBragg' | 'noisify' | 'nonBragg';
  readonly features: readonly string[];
  readonly quirks: readonly string[];
  readonly argv: readonly string[];
  /** [slow, fast] of the whole image. */
  readonly shape: readonly [number, number];
  /** Part [slow0, slow1, fast0, fast1) that the stored float image covers; null for the whole image. */
  readonly crop: readonly [number, number, number, number] | null;
  readonly stats: {
    readonly sum: number;
    readonly mean: number;
    readonly max: number;
    readonly max_at: [number, number];
  };
  readonly sensitivity_max_rel: number;
  readonly outputs: Readonly<
    Record<string, { readonly file: string; readonly produced: string; readonly header?: string }>
  >;
}

/** Values of the last sample of one pixel. */
export interface TracedPixel {
  readonly fast: number;
  readonly slow: number;
  readonly position_m: readonly [number, number, number];
  readonly sin_theta_over_lambda_per_m: number;
  readonly hkl: readonly [number, number, number];
  readonly hkl0: readonly [number, number, number];
  readonly F_cell: number;
  readonly F_latt: number;
  readonly I_sum: number;
  readonly I_over_steps: number;
  readonly steps: number;
  readonly polar: number;
  readonly omega_sr: number;
  readonly capture_fraction: number;
  readonly pixel: number;
  readonly a_A: readonly [number, number, number];
  readonly b_A: readonly [number, number, number];
  readonly c_A: readonly [number, number, number];
}

/** A case with all its stored values. */
export interface LoadedCase extends ReferenceCase {
  /** The experiment of the command line, as the `nanoBragg` command reads it; file fields are names of `referenceInput`. */
  readonly experiment: ReferenceExperiment;
  readonly derived: CaseNumbers;
  readonly trace: readonly TracedPixel[] | undefined;
}

type Triple = readonly [number, number, number];
type Six = readonly [number, number, number, number, number, number];

/** Values that the C program derives from a command line, and statistics of its image. */
export interface CaseNumbers {
  readonly convention: string;
  readonly pivot: string;
  readonly beam_in_detector_frame: Triple;
  readonly unit_cell: Six;
  readonly reciprocal_cell: Six;
  readonly V_cell_A3: number;
  readonly a_A: Triple;
  readonly b_A: Triple;
  readonly c_A: Triple;
  readonly a_star_perA: Triple;
  readonly b_star_perA: Triple;
  readonly c_star_perA: Triple;
  readonly crystal_size_um: Triple;
  readonly N: Triple;
  readonly shape: string;
  readonly misset_deg: Triple;
  readonly random_misset_deg?: Triple;
  readonly pix0_vector_m: Triple;
  readonly fdet_vector: Triple;
  readonly sdet_vector: Triple;
  readonly odet_vector: Triple;
  readonly beam_vector: Triple;
  readonly polar_vector: Triple;
  readonly vert_vector: Triple;
  readonly spindle_vector: Triple;
  readonly twotheta_axis: Triple;
  readonly polarization_plane_normal: Triple;
  readonly distance_m: number;
  readonly close_distance_m: number;
  readonly Fbeam_m: number;
  readonly Sbeam_m: number;
  readonly Fclose_m: number;
  readonly Sclose_m: number;
  readonly Xbeam_m: number;
  readonly Ybeam_m: number;
  readonly Xclose_m: number;
  readonly Yclose_m: number;
  readonly XDS_ORG_px: readonly [number, number];
  readonly dials_origin_mm: Triple;
  readonly detsize_m: readonly [number, number];
  readonly pixel_m: number;
  readonly pixels_fast_slow: readonly [number, number];
  readonly roi_xmin_xmax_ymin_ymax: readonly [number, number, number, number];
  readonly phi0_deg: number;
  readonly osc_deg: number;
  readonly phistep_deg: number;
  readonly phisteps: number;
  readonly phi_deg: readonly number[];
  readonly thick_um: readonly number[];
  readonly sensor_thick_m: number;
  readonly sensor_layers: number;
  readonly sensor_mu_per_m: number;
  readonly sources: number;
  readonly source_list: { readonly rows: readonly (readonly [number, number, number, number, number])[] };
  readonly divergence_steps: number;
  readonly hdivrange_rad: number;
  readonly hdivstep_rad: number;
  readonly vdivrange_rad: number;
  readonly vdivstep_rad: number;
  readonly dispersion_pct: number;
  readonly dispsteps: number;
  readonly wavelength_m: number;
  readonly mosaic_domains: number;
  readonly mosaic_spread_deg: number;
  readonly mosaic_matrices_rowmajor?: readonly (readonly number[])[];
  readonly interpolate: number;
  readonly interpolation_left_table: boolean;
  readonly initialized_hkls: number;
  readonly default_F: number;
  readonly kahn_factor?: number;
  readonly nopolar: boolean;
  readonly fluence_per_m2: number;
  readonly oversample: number;
  readonly recommended_oversample: number;
  readonly oversample_flags: readonly string[];
  readonly steps: number;
  readonly omega_sum_over_steps_sr: number;
  readonly max_I: number;
  readonly max_I_at_fast_slow_m: readonly [number, number];
  readonly mean: number;
  readonly rms: number;
  readonly rmsd: number;
  readonly intfile_scale: number;
  readonly pgm_scale?: number;
  readonly noise_photons?: number;
  readonly noise_overloads?: number;
}

let experiments: Record<string, ReferenceExperiment> | undefined;
const experimentOf = (id: string): ReferenceExperiment => {
  experiments ??= json<Record<string, ReferenceExperiment>>(`${root}experiments.json`);
  const experiment = experiments[id];
  if (!experiment) throw new Error(`reference/experiments.json has no case '${id}'`);
  return experiment;
};

/** Reads the command lines of all cases of the nanoBragg program. */
export const referenceCommandLines = (): ReferenceCase[] =>
  readdirSync(`${root}cases`)
    .sort()
    .map((id) => json<ReferenceCase>(`${root}cases/${id}/case.json`));

/** Reads all cases of the nanoBragg program. */
export const referenceCases = (): LoadedCase[] => readdirSync(`${root}cases`).sort().map(referenceCase);

/** Reads a case of the nanoBragg program. */
export function referenceCase(id: string): LoadedCase {
  const folder = `${root}cases/${id}/`;
  return {
    ...json<ReferenceCase>(`${folder}case.json`),
    experiment: experimentOf(id),
    derived: json<CaseNumbers>(`${folder}derived.json`),
    trace: existsSync(`${folder}trace.json`) ? json<TracedPixel[]>(`${folder}trace.json`) : undefined,
  };
}

/** Reads the cases of noisify and nonBragg: command lines and outputs only. */
export const companionCases = (): ReferenceCase[] =>
  readdirSync(`${root}cases_extra`)
    .sort()
    .map((id) => json<ReferenceCase>(`${root}cases_extra/${id}/case.json`));

/** Folder of the reference data of this package. */
export const referenceRoot = root;

/** Reads an input file by its name in the command lines, with or without the folder `inputs/`. */
export const referenceInput = (name: string): Uint8Array =>
  unpack(`${root}inputs/${name.replace(/^.*inputs\//, '')}.gz`);

const stored = ({ id, program }: Pick<ReferenceCase, 'id' | 'program'>, file: string) =>
  `${root}${program === 'nanoBragg' ? 'cases' : 'cases_extra'}/${id}/${file}`;

const copy = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** Reads the float image of a case, the part of it that `crop` states. */
export const floatImage = (c: Pick<ReferenceCase, 'id' | 'program'>): Float32Array =>
  new Float32Array(copy(unpack(stored(c, 'float.bin.gz'))));

/** Reads the pixels of an integer or noise image; undefined when the case has none. */
export function countImage(c: Pick<ReferenceCase, 'id' | 'program'>, which: 'int' | 'noise'): Uint16Array | undefined {
  const path = stored(c, `${which}.u16.gz`);
  return existsSync(path) ? new Uint16Array(copy(unpack(path))) : undefined;
}

/** Reads the grey map without its header; undefined when the case has none. */
export function greyImage(c: Pick<ReferenceCase, 'id' | 'program'>): Uint8Array | undefined {
  const path = stored(c, 'image.pgm.gz');
  return existsSync(path) ? unpack(path) : undefined;
}

/** Reads the header of an output, up to its closing brace (SMV) or its pixels (PGM); undefined when the case has none. */
export function headerText(
  c: Pick<ReferenceCase, 'id' | 'program'>,
  which: 'int' | 'noise' | 'image.pgm',
): string | undefined {
  const path = stored(c, `${which}.header.txt`);
  return existsSync(path) ? readFileSync(path, 'latin1') : undefined;
}
