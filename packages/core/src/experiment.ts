import type { Choices, Compat } from './choices';
import type { Vec3 } from './vector';

/**
 * What the user asked for: plain JSON, user units, every field optional. An absent field means "not
 * given", which for much of the geometry differs from giving the default. Fields carry their units in
 * their names; the file and both commands fill this same structure.
 */
export interface Experiment {
  readonly beam?: BeamSection;
  readonly detector?: DetectorSection;
  readonly goniometer?: { readonly axis?: Vec3 };
  readonly scan?: ScanSection;
  readonly crystal?: CrystalSection;
  readonly structureFactors?: StructureFactorSection;
  readonly background?: readonly StageRequest[];
  readonly readout?: readonly StageRequest[];
  readonly sampling?: SamplingSection;
  readonly seed?: number;
  readonly output?: readonly string[];
  readonly compat?: Compat;
  /** Single choices that override those of `compat`. */
  readonly choices?: Partial<Choices>;
}

export type Convention = 'mosflm' | 'denzo' | 'adxv' | 'xds' | 'dials' | 'custom';
export type Pivot = 'beam' | 'sample';

/** A stage of a chain and its parameters: `{ kind: 'water', thicknessUm: 100 }`. */
export interface StageRequest {
  readonly kind: string;
  readonly [parameter: string]: unknown;
}

export interface BeamSection {
  readonly wavelengthA?: number;
  /** Instead of the wavelength. */
  readonly energyEv?: number;
  readonly fluencePerM2?: number;
  /** With `exposureS` and `beamSizeMm`: overrides the fluence. */
  readonly fluxPerS?: number;
  readonly exposureS?: number;
  readonly beamSizeMm?: number;
  /** Kahn factor from -1 to 1; `off` leaves the polarization factor out. */
  readonly polarization?: number | 'off';
  readonly divergenceMrad?: DivergenceSection;
  readonly dispersionPercent?: number;
  readonly dispersionSteps?: number;
  /** File of explicit sources: replaces divergence and dispersion. */
  readonly sources?: string;
}

/** Full angular ranges, steps between samples (mrad) and sample counts. */
export interface DivergenceSection {
  readonly horizontal?: number;
  readonly vertical?: number;
  readonly horizontalStep?: number;
  readonly verticalStep?: number;
  readonly horizontalSteps?: number;
  readonly verticalSteps?: number;
  /** Both counts at once. */
  readonly steps?: number;
  /** Outline of a two-dimensional grid. */
  readonly outline?: 'round' | 'square';
}

/** First and last fast, first and last slow pixel, inclusive. */
export type PixelRectangle = readonly [number, number, number, number];

/**
 * One panel of a detector of several, in the frame of the plate: components along its fast, slow and normal, so that the
 * panels follow the plate's distance, tilt and beam centre.
 */
export interface PanelRow {
  readonly name?: string;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** The plate's when absent. */
  readonly pixelMm?: number;
  /** Outer corner of pixel (0,0), from that of the plate. */
  readonly cornerMm: Vec3;
  /** Directions of fast and slow, those of the plate when absent; the normal is across both and points away from the sample. */
  readonly fast?: Vec3;
  readonly slow?: Vec3;
  /** Places without pixels. */
  readonly gapsPx?: readonly PixelRectangle[];
}

export interface DetectorSection {
  /** Name in the catalogue of detectors: its pixels, gaps and panels hold where the section says nothing else. */
  readonly model?: string;
  readonly convention?: Convention;
  readonly pixelsFast?: number;
  readonly pixelsSlow?: number;
  readonly pixelMm?: number;
  /** Plate sizes; pixel counts win over them. */
  readonly sizeFastMm?: number;
  readonly sizeSlowMm?: number;
  readonly distanceMm?: number;
  readonly closeDistanceMm?: number;
  /** Direct beam along the convention's X and Y axes; null where only the other was given. */
  readonly beamCentreMm?: readonly [number | null, number | null];
  /** Foot of the perpendicular from the sample, same axes (Xclose, Yclose). */
  readonly nearPointMm?: readonly [number | null, number | null];
  /** The same foot in XDS pixel units along fast and slow (ORGX, ORGY). */
  readonly originPx?: readonly [number | null, number | null];
  /** Pivot asked for by name. */
  readonly pivot?: Pivot;
  /** Pivot that the order of other flags implies; matters for the custom convention only. */
  readonly impliedPivot?: Pivot;
  /** Pivot in force under every convention. */
  readonly forcePivot?: Pivot;
  readonly twoThetaDeg?: number;
  /** About lab x, then y, then z. */
  readonly rotationDeg?: Vec3;
  /** Vectors of the custom convention. */
  readonly axes?: Partial<Record<AxisName, Vec3>>;
  /** pix0_vector: lab position of the outer corner of pixel (0,0), m. */
  readonly cornerM?: Vec3;
  /** The same, final whatever the convention, pivot and mode. */
  readonly cornerOverrideM?: Vec3;
  readonly curved?: boolean;
  readonly pointPixel?: boolean;
  readonly sensor?: SensorSection;
  /** Panels of a detector of several; the plate is then only what they are placed on. */
  readonly panels?: readonly PanelRow[];
  /** Places of the plate without pixels, where there are no panels. */
  readonly gapsPx?: readonly PixelRectangle[];
}

export type AxisName = 'fast' | 'slow' | 'normal' | 'beam' | 'polarization' | 'spindle' | 'twoTheta';

export interface SensorSection {
  readonly thicknessUm?: number;
  /** Attenuation depth; `inf` means no absorption. */
  readonly absorptionDepthUm?: number | 'inf';
  readonly layers?: number;
}

export interface ScanSection {
  readonly startDeg?: number;
  readonly widthDeg?: number;
  readonly stepDeg?: number;
  readonly phiSteps?: number;
  readonly images?: number;
}

export interface CrystalSection {
  /** a [b c alpha beta gamma], A and degrees. */
  readonly cell?: readonly number[];
  /** File with a MOSFLM orientation matrix. */
  readonly matrix?: string;
  readonly misset?: Vec3 | 'random';
  readonly missetSeed?: number;
  /** Unit cells along a, b, c. */
  readonly cells?: Vec3;
  /** Edges along a, b, c; null keeps the cell count of that axis. */
  readonly sizeUm?: readonly [number | null, number | null, number | null];
  readonly shape?: string;
  readonly fudge?: number;
  readonly mosaic?: { readonly spreadDeg?: number; readonly domains?: number; readonly seed?: number };
}

export interface StructureFactorSection {
  /** List of amplitudes: text, MTZ, mmCIF or CrystFEL. */
  readonly file?: string;
  /** Label or type letter of the column to take of it. */
  readonly column?: string;
  /** Model (PDB or mmCIF) to calculate them from instead, with `dMinA`. */
  readonly model?: string;
  readonly dMinA?: number;
  /** Binary cache of the table: read when no file is given, written otherwise. */
  readonly cache?: string;
  /** Amplitude of indices that the table lacks, electrons. */
  readonly default?: number;
  readonly interpolation?: 'auto' | 'nearest' | 'tricubic';
}

export interface SamplingSection {
  /** Subpixels per pixel edge. */
  readonly oversample?: number | 'auto';
  /** Factors that the C program evaluates per sample on request. */
  readonly perSample?: { readonly capture?: boolean; readonly polarization?: boolean; readonly solidAngle?: boolean };
  readonly dMinA?: number;
  /** First and last fast, first and last slow pixel, inclusive; negative means the edge. */
  readonly roi?: readonly [number, number, number, number] | null;
  readonly kernel?: 'auto' | 'reference' | 'cpu' | 'gpu';
  readonly precision?: 'auto' | 'double' | 'mixed' | 'single';
  readonly tolerance?: number;
  readonly threads?: number | 'auto';
}
