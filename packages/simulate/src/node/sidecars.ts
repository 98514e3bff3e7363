import { dirname, relative } from 'node:path';
import { usageError } from '@braggsim/core';
import type { Detector, ImageMetadata } from '@braggsim/core/derived';
import { extensionOf } from '@braggsim/core/text';
import { checkXdsDetector, importNotes, writeExpt, writeGeom, xdsInp } from '@braggsim/detector-io/geometry';
import { isSidecar, mainOutput, type SidecarExtension } from '../outputs';

/** Formats that programs for crystallography read. */
type ReadFormat = 'smv' | 'cbf' | 'nxmx';

/** Image files of a run. */
interface ImageOutput {
  readonly pattern: string;
  readonly codec: { readonly id: string };
  /** Whether one file holds the whole series. */
  readonly together: boolean;
}

/** What is known of a series when its sidecars are written. */
export interface DescribedSeries {
  /** Metadata of the first image as it was recorded. */
  readonly metadata: ImageMetadata;
  readonly images: number;
  /** Number of the first image where names have numbers; within a file images count from 1. */
  readonly firstNumber: number;
}

/** A file about the images of a run, for another program or for people. */
export interface SidecarFile {
  readonly path: string;
  readonly text: (series: DescribedSeries) => string;
}

/** Files of the images that a sidecar file describes. */
interface Images {
  readonly format: ReadFormat;
  readonly together: boolean;
  /** Their names as seen from the folder of the sidecar file, with `?` for digits of the number. */
  readonly template: string;
}

type Write = (series: DescribedSeries, images: Images) => string;

const XDS = '.inp';

/** Writers of files that name the images they describe, by extension. */
export const ABOUT_FILES: Readonly<Partial<Record<SidecarExtension, Write>>> = {
  [XDS]({ metadata, images, firstNumber }, { together, ...files }) {
    const first = together ? 1 : firstNumber;
    return xdsInp(metadata, { ...files, first, last: first + images - 1 });
  },
  '.txt': ({ metadata }, { format, template }) => importNotes(metadata, format, template.replace(/\?+/g, '*')),
};

/** Writers of geometry, which need no images; the format of those that are described says whether their values have an offset. */
type WriteGeometry = (series: DescribedSeries, format?: string) => string;

/** Writers of files about the geometry alone, by extension. */
export const ABOUT_GEOMETRY: Readonly<Partial<Record<SidecarExtension, WriteGeometry>>> = {
  '.expt': ({ metadata, images }, format) => writeExpt(metadata, images, format === 'smv' ? (metadata.offset ?? 0) : 0),
  '.geom': ({ metadata }, format) => writeGeom(metadata, format),
};

/**
 * Returns the sidecars among the names of outputs: input for XDS (`XDS.INP`), notes for the import into DIALS (`.txt`), geometry
 * for DIALS (`.expt`) and CrystFEL (`.geom`).
 *
 * @throws BraggsimError (`usage`) for one that needs images which are not written, or cannot describe the detector
 */
export function sidecarsOf(
  names: readonly string[] = [],
  outputs: readonly ImageOutput[],
  detector: Detector,
): SidecarFile[] {
  const described = mainOutput(outputs);
  return names.filter(isSidecar).map((path) => {
    const extension = extensionOf(path) as SidecarExtension;
    const geometry = ABOUT_GEOMETRY[extension];
    if (geometry) return { path, text: (series) => geometry(series, described?.codec.id) };
    const write = ABOUT_FILES[extension] as Write;
    if (!described) {
      throw usageError(
        `'${path}' is about images for other programs: name these too, such as -o image_####.img (or .cbf, .nxs)`,
      );
    }
    if (extension === XDS) checkXdsDetector(detector);
    const template = relative(dirname(path), described.pattern).replaceAll('#', '?');
    const images: Images = { format: described.codec.id as ReadFormat, together: described.together, template };
    return { path, text: (series) => write(series, images) };
  });
}

/** Returns the sidecars of a series as files. */
export const encodeSidecars = (sidecars: readonly SidecarFile[], series: DescribedSeries) =>
  sidecars.map(({ path, text }) => ({ path, chunks: [new TextEncoder().encode(text(series))] }));
