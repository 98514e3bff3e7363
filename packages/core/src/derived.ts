import type { Warning } from './errors';
import type { PixelBounds } from './region';
import type { Convention, Pivot } from './requests';
import type { Mat3, Vec3 } from './vector';

/**
 * Quantities that the physics packages derive from an experiment and that do not depend on a pixel. SI units and
 * radians unless a name has another unit; reciprocal vectors are in 1/Å, as the shape transforms need them.
 */
export interface Derived {
  readonly beam: Beam;
  readonly detector: Detector;
  readonly crystal: Crystal;
  readonly scan: Scan;
  readonly sources: Sources;
  readonly mosaic: Mosaic;
  /** Number of subpixels per pixel edge. */
  readonly oversample: number;
}

/** The beam in SI units. */
export interface Beam {
  readonly wavelength: number;
  /** What the beam consists of; photons when absent. */
  readonly particle?: 'electron';
  /** Particles per m². */
  readonly fluence: number;
  /** Particles per s, for reports. */
  readonly flux: number;
  readonly exposure: number;
  /** Edge of the square beam, to which the crystal is limited; null where it is not limited. */
  readonly beamSize: number | null;
  /** Polarization fraction (Kahn et al. 1982); null when the polarization factor is switched off. */
  readonly polarizationFraction: number | null;
  /** Gaussian profile of which the fluence is the peak; absent for a flat beam. */
  readonly profile?: BeamProfile;
}

/** Gaussian profile across the beam, horizontal and vertical, m. */
export interface BeamProfile {
  /** Root mean squares. */
  readonly sigma: readonly [number, number];
  /** Offset of the crystal from the axis of the beam. */
  readonly offset: readonly [number, number];
}

/**
 * Place of a flat detector in the laboratory. Lengths are in m; vectors are unit vectors in the laboratory frame. A detector
 * with panels has the frame that they are placed in.
 */
export interface DetectorFrame {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** Edge of a pixel. */
  readonly pixelSize: number;
  /** Outer corner of pixel (0,0) (`pix0` of the C program). */
  readonly origin: Vec3;
  /** Directions along which the fast and the slow pixel index grow. */
  readonly fast: Vec3;
  readonly slow: Vec3;
  /** Normal of the detector plane, away from the sample for a detector that faces it. */
  readonly normal: Vec3;
  /** Distance from the sample to the detector plane along the beam; negative upstream. */
  readonly distance: number;
  /** Signed distance from the sample to the detector plane along the normal. */
  readonly normalDistance: number;
  /** Flat panels that record in place of the one plane. */
  readonly panels?: readonly Panel[];
  /** Regions of the one plane without pixels. */
  readonly gaps?: readonly PixelBounds[];
}

/** Beam centre in the coordinates that reports and headers of files have; nothing is computed from it. Lengths in m. */
export interface BeamCentreReport {
  /** Direct beam along fast and slow from the outer corner of pixel (0,0) (`Fbeam`, `Sbeam`). */
  readonly fast: number;
  readonly slow: number;
  /** Direct beam in the X and Y of the convention, as given or by default (`Xbeam`, `Ybeam`). */
  readonly x: number;
  readonly y: number;
  /** Normal incidence point along fast and slow from that corner (`Fclose`, `Sclose`). */
  readonly normalFast: number;
  readonly normalSlow: number;
  /** Normal incidence point in the X and Y of the convention, as given or by default (`Xclose`, `Yclose`). */
  readonly normalX: number;
  readonly normalY: number;
  /** `ORGX` and `ORGY` of XDS, pixels. */
  readonly orgX: number;
  readonly orgY: number;
  /** Origin of the panel in the frame of DIALS, when the laboratory frame is that of MOSFLM. */
  readonly panelOriginDials: Vec3;
}

/** A detector after all conventions, defaults and rotations. */
export interface Detector extends DetectorFrame {
  readonly convention: Convention;
  readonly pivot: Pivot;
  /** Direction of propagation of the beam. */
  readonly beam: Vec3;
  /** Direction of the electric field. */
  readonly polarization: Vec3;
  /** Normal of the polarization plane: unit(beam x polarization). */
  readonly vertical: Vec3;
  readonly spindle: Vec3;
  readonly twoThetaAxis: Vec3;
  /** Angle by which the detector is swung out, rad. */
  readonly twoTheta: number;
  /** Edges of the detector plane as given, which need not be whole numbers of pixels. */
  readonly sizeFast: number;
  readonly sizeSlow: number;
  readonly beamCentre: BeamCentreReport;
  /** Whether the pixels lie on a sphere about the sample in place of the plane. */
  readonly curved: boolean;
  /** Centre of a curved surface along fast and slow: the direct beam that the plane was placed with. */
  readonly curvatureCentreFast: number;
  readonly curvatureCentreSlow: number;
  /** Whether pixels are points: their solid angle is then the inverse squared range, without obliquity. */
  readonly pointPixel: boolean;
  readonly sensor: Sensor;
  /** Pixels to compute. */
  readonly region: PixelBounds;
}

/** A flat panel. Lengths in m; vectors are unit vectors in the laboratory frame, and the normal points away from the sample. */
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
  /** Distance from the sample to the plane of the panel, along the normal. */
  readonly normalDistance: number;
  /** Regions without pixels. */
  readonly gaps: readonly PixelBounds[];
}

/** A sensor of layers that absorb photons one behind the other. Lengths in m. */
export interface Sensor {
  /** 0 without a sensor model: every photon is counted at the front face. */
  readonly thickness: number;
  readonly layers: number;
  /** Depth of one layer. */
  readonly layerStep: number;
  /** Attenuation coefficient, 1/m; null where none is given. */
  readonly attenuation: number | null;
}

/** The crystal: its cell, its orientation at phi = 0, and the numbers of its cells. */
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
  /** Whether the integrated intensity of spots is made that of the number of unit cells. */
  readonly normalize?: true;
  /** Symmetric form of the spots in index offsets and the determinant of the cell counts; absent for a plain block of cells. */
  readonly shapeForm?: { readonly total: number; readonly form: Mat3 };
  /** Reciprocal lattice points to each side of the nearest one whose spots count at a sample; none when absent. */
  readonly neighbours?: number;
  readonly diffuse?: DiffuseScattering;
}

/** Diffuse scattering by displacements that are correlated over a distance. Lengths in A. */
export interface DiffuseScattering {
  /** Correlation lengths along the principal axes. */
  readonly gamma: Vec3;
  /** Root mean square displacements along the principal axes. */
  readonly sigma: Vec3;
  /** Matrix from Miller indices to the principal axes, 1/A. */
  readonly toAxes: Mat3;
  /** Rotations of the Laue class as they act on Miller indices; absent without averaging. */
  readonly rotations?: readonly Mat3[];
  /** Reciprocal lattice points to each side of the nearest one that count at a sample. */
  readonly stencil: number;
  /** Orders of the expansion in the displacements. */
  readonly orders: number;
  /** What the displacements attenuate. */
  readonly attenuates: 'none' | 'diffuse' | 'both';
  readonly form: 'liquid' | 'diffbragg';
  /** Whether the spots are computed too. */
  readonly bragg: boolean;
}

export type CellParameters = readonly [number, number, number, number, number, number];

/** The rotation during an exposure, rad, and its steps. */
export interface Scan {
  readonly start: number;
  readonly width: number;
  readonly step: number;
  readonly steps: number;
  /** Spindle angle of every sample. */
  readonly angles: Float64Array;
}

/** The mosaic domains of a crystal. */
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

/** A density of 1/wavelength that is linear between knots, with an integral of 1. */
export interface Band {
  /** 1/wavelength of the knots, 1/m, rising. */
  readonly inverseWavelengths: Float64Array;
  /** Density at the knots, m. */
  readonly density: Float64Array;
  /** Number of segments between knots in each part of the band that has amplitudes of its own; absent for one part. */
  readonly parts?: readonly number[];
}

/** The sources of the beam, one entry each. */
export interface Sources {
  readonly count: number;
  /** The continuous spectrum of every source; absent for sources of one wavelength each. */
  readonly band?: Band;
  /** Sample-to-source vectors [source, 3], any length. */
  readonly positions: Float64Array;
  /** Weights as given: 1/n for generated grids, the column of a source file. */
  readonly givenWeights: Float64Array;
  /** Weights that multiply the terms of each source; their mean is 1 unless they are used as given. */
  readonly weights: Float64Array;
  readonly wavelengths: Float64Array;
  /** Whether the sources are the lines of a spectrum, all of one direction. */
  readonly areChannels?: true;
  /** Number of directions of a generated grid; null for listed sources. */
  readonly divergenceSteps: number | null;
  readonly grid: SourceGrid;
}

/** Resolved sampling of the divergence (rad) and the dispersion (fraction). */
export interface SourceGrid {
  readonly horizontal: Sampling;
  readonly vertical: Sampling;
  readonly dispersion: Sampling;
  readonly outline: 'round' | 'square';
}

/** Evenly spaced samples of a quantity: their whole range, the step between them, and their number. */
export interface Sampling {
  readonly range: number;
  readonly step: number;
  readonly steps: number;
}

/** A result with warnings about its input. */
export interface WithWarnings<T> {
  readonly value: T;
  readonly warnings: readonly Warning[];
}
