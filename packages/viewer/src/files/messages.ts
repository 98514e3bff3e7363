import type { Comparison, Peak, ResolutionShell } from '@braggsim/analysis';
import type { Detector, ImageMetadata } from '@braggsim/core/derived';
import type { PanelPixels } from '../image/shown-image';
import type { Stack } from '../state/settings';
import type { RadialAverage } from '../tools/radial';
import type { OpenEntry, RawShape } from './series';
import type { FileSource } from './sources';

/** Panels without the copies that only drawing needs. */
export type PlainPanel = Pick<PanelPixels, 'pixels' | 'pixelsFast' | 'pixelsSlow' | 'mask'>;

/** An image that a worker has read or computed. */
export interface LoadedImage {
  readonly name: string;
  readonly panels: readonly PanelPixels[];
  readonly metadata: ImageMetadata;
  /** The detector in whose picture the image is drawn, where it has pixels of another size. */
  readonly picture?: Detector;
  /** Names of the quantities without which directions of pixels are unknown. */
  readonly unknown: readonly string[];
  readonly header: Readonly<Record<string, string>>;
  /** Name of the format of its file. */
  readonly format?: string;
  readonly warnings: readonly string[];
}

/** A peak and its panel. */
export interface PanelPeak extends Peak {
  readonly panel: number;
}

/** How an image differs from a reference. */
export interface ComparisonFigures {
  readonly comparison: Comparison;
  /** Sum of the absolute differences over that of the absolute values of the reference. */
  readonly rFactor: number;
  /** Correlation in shells of resolution, lowest resolution first; empty without geometry. */
  readonly shells: readonly (Pick<ResolutionShell, 'from' | 'to' | 'pixels'> & { readonly correlation: number })[];
}

/** An image in a file format. */
export interface WrittenImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the format could not hold. */
  readonly notes: readonly string[];
}

/** A mask out of files. */
export interface LoadedMask {
  /** 1 for masked pixels, panel by panel; undefined for a panel without any. */
  readonly panels: readonly (Uint8Array | undefined)[];
  readonly warnings: readonly string[];
}

/** Questions to the worker that reads files, and their answers. */
export interface FileQuestions {
  readonly open: (
    sources: readonly FileSource[],
    rawShape: RawShape | undefined,
  ) => {
    readonly entries: readonly OpenEntry[];
    readonly problems: readonly string[];
    /** The file at which opening has ended, since the HDF5 library has not read it and may be in any state. */
    readonly damaged?: string;
  };
  readonly load: (image: number, stack: Stack) => LoadedImage;
  readonly radial: (panels: readonly PlainPanel[], metadata: ImageMetadata) => RadialAverage;
  readonly spots: (panels: readonly PlainPanel[]) => readonly PanelPeak[];
  readonly compare: (
    image: readonly PlainPanel[],
    reference: readonly PlainPanel[],
    metadata: ImageMetadata | undefined,
  ) => ComparisonFigures;
  /** Reads mask files, with those that they name, for panels of these shapes [slow, fast]: 1 for the pixels that one of them masks. */
  readonly mask: (sources: readonly FileSource[], shapes: readonly (readonly [number, number])[]) => LoadedMask;
  readonly write: (panels: readonly PlainPanel[], metadata: ImageMetadata, name: string) => WrittenImage;
}

export type FileQuestion = {
  readonly [K in keyof FileQuestions]: {
    readonly id: number;
    readonly kind: K;
    readonly args: Parameters<FileQuestions[K]>;
  };
}[keyof FileQuestions];

/**
 * An answer, or the reason why there is none; `broken` where the worker must be replaced, `isSpent` where it should be, since it has failed to
 * read an HDF5 file.
 */
export type FileAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly problem: string; readonly broken: boolean; readonly isSpent?: boolean };
