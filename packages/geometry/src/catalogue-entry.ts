import type { DetectorSection } from './sections';

/** A detector that one can buy or has been built: what a detector section would have to say about it. */
export interface CatalogueEntry {
  readonly section: Pick<DetectorSection, 'pixelsFast' | 'pixelsSlow' | 'pixelMm' | 'gapsPx' | 'panels'>;
  /** Where the sizes are from. */
  readonly source: string;
}
