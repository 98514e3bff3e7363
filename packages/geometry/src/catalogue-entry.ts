import type { DetectorSection } from './sections';

/** A commercial or well-known detector: the fields of a detector section that describe it. */
export interface CatalogueEntry {
  readonly section: Pick<DetectorSection, 'pixelsFast' | 'pixelsSlow' | 'pixelMm' | 'gapsPx' | 'panels'>;
  /** Source of the sizes. */
  readonly source: string;
}
