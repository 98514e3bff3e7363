import type { Warning } from './errors';
import type { Convention, Pivot, PixelRectangle } from './requests';
import type { Mat3, Vec3 } from './vector';

/**
 * What the physics packages derive from an experiment before any pixel is looked at. SI and radians
 * unless a name says otherwise; reciprocal vectors are in 1/A, as the shape transforms want them.
 */
export interface Derived {
  readonly beam: Beam;
  readonly detector: Detector;
  readonly crystal: Crystal;
  readonly scan: Scan;
  readonly sources: Sources;
  readonly mosaic: Mosaic;
  /** Subpixels per pixel edge. */
  readonly oversample: number;
}

export interface Beam {
  readonly wavelength: number;
  /** Photons per m^2. */
  readonly fluence: number;
  /** Photons per s; a report value. */
  readonly flux: number;
  readonly exposure: number;
  /** Edge of the square beam; negative when it clips nothing. */
  readonly beamSize: number;
  /** Kahn factor; null when the polarization factor is left out. */
  readonly polarizationFraction: number | null;
}

/** A flat plate after all rotations. Vectors are unit vectors in the lab frame. */
export interface Detector {
  readonly convention: Convention;
  readonly pivot: Pivot;
  readonly beam: Vec3;
  readonly fast: Vec3;
  readonly slow: Vec3;
  readonly normal: Vec3;
  readonly polarization: Vec3;
  /** Normal of the polarization plane: unit(beam x polarization). */
  readonly vertical: Vec3;
  readonly spindle: Vec3;
  readonly twoThetaAxis: Vec3;
  readonly twoTheta: number;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  readonly pixelSize: number;
  readonly sizeFast: number;
  readonly sizeSlow: number;
  /** Sample to plate along the beam (L). */
  readonly distance: number;
  /** Signed sample-to-plane distance along the normal (D). */
  readonly closeDistance: number;
  /** Outer corner of pixel (0,0) (pix0). */
  readonly origin: Vec3;
  /** Direct beam from that corner along fast and slow (Fbeam, Sbeam), as reported. */
  readonly beamFast: number;
  readonly beamSlow: number;
  /** Direct beam that the plate was built with: the centre of a curved surface. */
  readonly curvatureCentreFast: number;
  readonly curvatureCentreSlow: number;
  /** Foot of the perpendicular (Fclose, Sclose). */
  readonly closeFast: number;
  readonly closeSlow: number;
  /** In the convention's axes, as typed or defaulted (Xbeam, Ybeam). */
  readonly beamX: number;
  readonly beamY: number;
  readonly nearX: number;
  readonly nearY: number;
  /** XDS ORGX, ORGY in pixels. */
  readonly orgX: number;
  readonly orgY: number;
  /** Origin in the DIALS frame when the lab frame is MOSFLM's. */
  readonly panelOriginDials: Vec3;
  readonly curved: boolean;
  readonly pointPixel: boolean;
  readonly sensor: Sensor;
  /** First and last fast, first and last slow pixel, inclusive; the last may lie one beyond the plate. */
  readonly roi: readonly [number, number, number, number];
  /** Flat panels in place of the plate, for a detector of several. */
  readonly panels?: readonly Panel[];
  /** Places of the plate without pixels. */
  readonly gaps?: readonly PixelRectangle[];
}

/** A flat panel in the lab frame. Vectors are unit vectors; the normal points away from the sample. */
export interface Panel {
  readonly name: string;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** Edge of a pixel, along fast where it is not square. */
  readonly pixelSize: number;
  /** Edge of a pixel along slow where it is not square. */
  readonly pixelSizeSlow?: number;
  /** Outer corner of pixel (0,0). */
  readonly origin: Vec3;
  readonly fast: Vec3;
  readonly slow: Vec3;
  readonly normal: Vec3;
  /** Sample to the plane of the panel, along the normal. */
  readonly closeDistance: number;
  readonly gaps: readonly PixelRectangle[];
}

export interface Sensor {
  readonly thickness: number;
  readonly layers: number;
  /** Depth of one layer. */
  readonly layerStep: number;
  /** Attenuation coefficient, 1/m; negative when unset. */
  readonly attenuation: number;
}

export interface Crystal {
  /** Direct vectors at phi = 0, m. */
  readonly a: Vec3;
  readonly b: Vec3;
  readonly c: Vec3;
  /** Reciprocal vectors, 1/A. */
  readonly aStar: Vec3;
  readonly bStar: Vec3;
  readonly cStar: Vec3;
  readonly volumeA3: number;
  /** a b c (A) alpha beta gamma (rad) of the final vectors. */
  readonly cell: CellParameters;
  /** a* b* c* (1/A) and angles (rad). */
  readonly reciprocalCell: CellParameters;
  readonly misset: Vec3;
  /** Unit cells along a, b, c. */
  readonly cells: Vec3;
  readonly shape: string;
  readonly fudge: number;
  /** Symmetric form of the spots in index offsets and the determinant of the cell counts; absent for a plain block of cells. */
  readonly shapeForm?: { readonly total: number; readonly form: Mat3 };
}

export type CellParameters = readonly [number, number, number, number, number, number];

export interface Scan {
  readonly start: number;
  readonly width: number;
  readonly step: number;
  readonly steps: number;
  /** Spindle angle of every sample. */
  readonly angles: Float64Array;
}

export interface Mosaic {
  /** Largest rotation of a domain; of a Gaussian distribution the largest root mean square rotation about an axis. */
  readonly spread: number;
  readonly domains: number;
  /** Row-major rotation matrices [domain, 3, 3] in the lab frame. */
  readonly rotations: Float64Array;
  /** Whether the rotations turn with the spindle rather than follow it in the lab frame; absent for those of the C program, which follow it. */
  readonly turnsWithCrystal?: boolean;
  /** Factors of the cell edges a, b, c of each domain [domain, 3]; absent where all are 1. */
  readonly edges?: Float64Array;
  /** Weights of the domains with a mean of 1; absent where all are 1. */
  readonly weights?: Float64Array;
}

export interface Sources {
  readonly count: number;
  /** Sample-to-source vectors [source, 3], any length. */
  readonly positions: Float64Array;
  /** Weights as given: 1/n for generated grids, the column for files. */
  readonly givenWeights: Float64Array;
  /** Weights that multiply each source's terms, averaging 1 unless taken as typed. */
  readonly weights: Float64Array;
  readonly wavelengths: Float64Array;
  /** Directions kept of a generated grid; -1 with a source file. */
  readonly divergenceSteps: number;
  readonly grid: SourceGrid;
}

/** Resolved sampling of the divergence (rad) and the dispersion (fraction). */
export interface SourceGrid {
  readonly horizontal: Sampling;
  readonly vertical: Sampling;
  readonly dispersion: Sampling;
  readonly outline: 'round' | 'square';
}

export interface Sampling {
  readonly range: number;
  readonly step: number;
  readonly steps: number;
}

/** A result and what the user should hear about how it came to be. */
export interface WithWarnings<T> {
  readonly value: T;
  readonly warnings: readonly Warning[];
}
