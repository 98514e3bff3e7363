import type { DetectorSection } from './sections';

/** A commercial or well-known detector: the fields of a detector section that describe it. */
export interface CatalogueEntry {
  readonly section: Pick<DetectorSection, 'pixelsFast' | 'pixelsSlow' | 'pixelMm' | 'gapsPx' | 'panels'>;
  /** Source of the sizes. */
  readonly source: string;
}

/** Makes an entry whose section is made when it is first asked for: a run uses at most one detector of the catalogue. */
export function catalogueEntry(makeSection: () => CatalogueEntry['section'], source: string): CatalogueEntry {
  let section: CatalogueEntry['section'] | undefined;
  return {
    get section() {
      section ??= makeSection();
      return section;
    },
    source,
  };
}
