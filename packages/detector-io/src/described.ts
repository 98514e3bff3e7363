import type { Codec } from '@braggsim/core';
import type { FileMetadata as CoreFileMetadata } from '@braggsim/core/derived';
import type { DetectorSection, GoniometerSection } from '@braggsim/geometry';
import type { ScanSection } from '@braggsim/lattice';
import type { BeamSection } from '@braggsim/sources';

/** The sections of an experiment that image and geometry files describe. */
export interface FileExperiment {
  readonly beam?: BeamSection;
  readonly detector?: DetectorSection;
  readonly goniometer?: GoniometerSection;
  readonly scan?: ScanSection;
}

/** The metadata of an image file. */
export type FileMetadata = CoreFileMetadata<FileExperiment>;

/** A codec whose files describe sections of an experiment. */
export type ImageCodec = Codec<FileExperiment>;
