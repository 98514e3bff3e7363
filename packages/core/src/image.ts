import type { NdArray } from 'ndarray';
import type { Beam, Detector, Scan } from './derived';
import type { PixelMask } from './pixel-mask';
import type { Pixels } from './pixels';

export type { Pixels } from './pixels';

import type { Vec3 } from './vector';

/** What a file has to say about an image. */
export interface ImageMetadata {
  readonly detector: Detector;
  readonly beam: Beam;
  readonly scan: Pick<Scan, 'start' | 'width'>;
  /** Added to every recorded value, ADU. */
  readonly offset?: number;
  /** Largest recorded value that can be trusted, offset included, ADU. */
  readonly saturation?: number;
  /** Least recorded value that can be trusted, offset included, ADU; 0 when absent. */
  readonly underload?: number;
  /** What a file said about the instrument; a sensor that was simulated is in `detector`. */
  readonly instrument?: InstrumentMetadata;
  /** The axes of a goniometer of several, of which the spindle of `detector` is the one that turns, carried by those behind it. */
  readonly goniometer?: Goniometer;
}

/** One array [slow, fast] per panel. */
export interface Image {
  readonly panels: readonly NdArray<Pixels>[];
  /** For every panel which of its pixels do not count, gaps of the detector aside; all count where it is undefined. */
  readonly masks?: readonly (PixelMask | undefined)[];
  readonly metadata: ImageMetadata;
}

/** What a file said: only as much metadata as it holds, and its header as it stood there. */
export interface DecodedImage {
  readonly panels: readonly NdArray<Pixels>[];
  /** For every panel which of its pixels do not count; all count where it is undefined. Masked pixels keep their values. */
  readonly masks?: readonly (PixelMask | undefined)[];
  readonly header: Readonly<Record<string, string>>;
}

/** A stack of images in a file beside the one that describes them. */
export interface LinkedStack {
  /** As the other file names it, relative to its own folder. Not to be trusted. */
  readonly file: string;
  /** Path of the stack within the file. */
  readonly dataset: string;
}

/** The part of a frame in which a panel lies. */
export interface PanelRows {
  readonly slow: number;
  /** First column; 0 when absent. */
  readonly fast?: number;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
}

/** Images that are in files beside the one that describes them. */
export interface LinkedImages {
  /** In order. */
  readonly stacks: readonly LinkedStack[];
  /** How their frames are made up of panels: not at all when there is one. */
  readonly panels: readonly PanelRows[];
  /** Of every frame, [slow, fast]. */
  readonly mask?: PixelMask;
  readonly rules?: MaskingRules;
}

/** What a file says about the values of its pixels, from which follows which of them mark masked pixels. */
export interface MaskingRules {
  /** Bits of a recorded value. */
  readonly bits?: number;
  /** Largest value that can be trusted. */
  readonly saturation?: number;
  /** Least value that can be trusted. */
  readonly underload?: number;
}

/** An axis of a goniometer in the lab frame, at the angles of the first image. */
export interface GoniometerAxis {
  readonly name: string;
  /** Its direction where all axes are at zero, of length 1. */
  readonly direction: Vec3;
  readonly angleDeg: number;
}

/** Axes that turn the crystal, the one nearest to it first: each is carried by those after it. */
export interface Goniometer {
  readonly axes: readonly GoniometerAxis[];
  /** Index of the axis that turns from image to image. */
  readonly scanAxis: number;
}

/** What a file says about how its images came to be. */
export interface FileMetadata<E extends object = object> {
  /** In the file itself. */
  readonly images: number;
  /** Where further images are. */
  readonly linked?: LinkedImages;
  /** Names of files in its folder, or below it, without which its images or what it says of them cannot be read. */
  readonly neighbours?: readonly string[];
  /** Geometry, wavelength and scan of its first image. */
  readonly experiment: E;
  /** Added to every recorded value, ADU. */
  readonly offset?: number;
  /** Largest recorded value that can be trusted, offset included, ADU. */
  readonly saturation?: number;
  /** Least recorded value that can be trusted, offset included, ADU; 0 when absent. */
  readonly underload?: number;
  /** Spindle angles of every image, where they are known one by one; else they follow from the scan of the experiment. */
  readonly angles?: ImageAngles;
  /** The axes of a goniometer of several. */
  readonly goniometer?: Goniometer;
  readonly instrument?: InstrumentMetadata;
  /** What the reader cannot keep of the file, a sentence each. */
  readonly warnings?: readonly string[];
}

/** Spindle angles at which images start and how far each goes, degrees. */
export interface ImageAngles {
  readonly startsDeg: readonly number[];
  readonly widthsDeg: readonly number[];
}

/** What files say about detector and read-out besides geometry; a field is absent where the file does not say it. */
export interface InstrumentMetadata {
  /** Model and serial number, as the maker writes them. */
  readonly detectorName?: string;
  /** Chemical formula: Si, CdTe, GaAs. */
  readonly sensorMaterial?: string;
  /** m */
  readonly sensorThickness?: number;
  /** Recorded units per photon. */
  readonly gain?: number;
  /** Time that each image was exposed, s. */
  readonly exposure?: number;
  /** Time from one image to the next, s. */
  readonly period?: number;
  /** Photons per second. */
  readonly flux?: number;
}
