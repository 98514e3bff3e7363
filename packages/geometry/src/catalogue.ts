import { usageError } from '@braggsim/core';
import { cspadPanels } from './catalogue-cspad';
import { type CatalogueEntry, catalogueEntry } from './catalogue-entry';
import { jungfrau16M } from './catalogue-jungfrau';
import { gridGaps, type ModuleGrid } from './gaps';
import type { DetectorSection } from './sections';

const mosaic = (pixelMm: number, grid: ModuleGrid, source: string): CatalogueEntry =>
  catalogueEntry(
    () => ({ pixelsFast: grid.pixelsFast, pixelsSlow: grid.pixelsSlow, pixelMm, gapsPx: gridGaps(grid) }),
    source,
  );

const plain = (pixelMm: number, pixels: number, source: string): CatalogueEntry => ({
  section: { pixelsFast: pixels, pixelsSlow: pixels, pixelMm },
  source,
});

/** Makes a Pilatus detector of a number of pixels: modules of 487 x 195 with gaps of 7 and 17. */
const pilatus = (pixelsFast: number, pixelsSlow: number) =>
  mosaic(
    0.172,
    { pixelsFast, pixelsSlow, module: [487, 195], gap: [7, 17] },
    'Dectris Pilatus; Henrich et al. (2009), Nucl. Instrum. Methods A 607, 247; CrystFEL example pilatus.geom',
  );

/** Makes an Eiger X detector of a number of pixels: modules of 1030 x 514 with gaps of 10 and 37. */
const eiger = (pixelsFast: number, pixelsSlow: number) =>
  mosaic(
    0.075,
    { pixelsFast, pixelsSlow, module: [1030, 514], gap: [10, 37] },
    'Dectris Eiger X; Casanas et al. (2016), Acta Cryst. D72, 1036; pyFAI detectors',
  );

const eiger2 = (pixelsFast: number, pixelsSlow: number) =>
  mosaic(
    0.075,
    { pixelsFast, pixelsSlow, module: [1028, 512], gap: [12, 38] },
    'Dectris Eiger2 X user manual; pyFAI detectors',
  );

/** Modules of 1030 x 514 pixels, wide pixels between the chips counted as two, with gaps of 8 and 36. */
const jungfrau = (pixelsFast: number, pixelsSlow: number) =>
  mosaic(
    0.075,
    { pixelsFast, pixelsSlow, module: [1030, 514], gap: [8, 36] },
    'Leonarski et al. (2018), Nat. Methods 15, 799; pyFAI detectors',
  );

const RAYONIX = 'Rayonix MX data sheets; pyFAI detectors';

/** Sections of known detectors by name. Pixel edges of the Rayonix detectors are those of the binning in the name. */
export const CATALOGUE: Readonly<Record<string, CatalogueEntry>> = {
  'pilatus-300k': pilatus(487, 619),
  'pilatus-1m': pilatus(981, 1043),
  'pilatus-2m': pilatus(1475, 1679),
  'pilatus-6m': pilatus(2463, 2527),
  'eiger-1m': eiger(1030, 1065),
  'eiger-4m': eiger(2070, 2167),
  'eiger-9m': eiger(3110, 3269),
  'eiger-16m': eiger(4150, 4371),
  'eiger2-1m': eiger2(1028, 1062),
  'eiger2-4m': eiger2(2068, 2162),
  'eiger2-9m': eiger2(3108, 3262),
  'eiger2-16m': eiger2(4148, 4362),
  'rayonix-mx225-2x2': plain(0.073242, 3072, RAYONIX),
  'rayonix-mx225-4x4': plain(0.146484, 1536, RAYONIX),
  'rayonix-mx225hs-2x2': plain(0.078125, 2880, RAYONIX),
  'rayonix-mx225hs-4x4': plain(0.15625, 1440, RAYONIX),
  'rayonix-mx340hs-2x2': plain(0.0885417, 3840, RAYONIX),
  'rayonix-mx340hs-4x4': plain(0.1770833, 1920, RAYONIX),
  'jungfrau-500k': jungfrau(1030, 514),
  'jungfrau-1m': jungfrau(1030, 1064),
  'jungfrau-4m': jungfrau(2068, 2164),
  'jungfrau-16m': jungfrau16M,
  cspad: cspadPanels,
};

/** Model name for a detector that the section itself describes. */
const OWN = 'custom';

/**
 * Fills in what the catalogue knows about the model of a detector section. Fields of the section win.
 *
 * @throws BraggsimError (`usage`) with the names of the catalogue for an unknown model
 */
export function withCatalogue(section: DetectorSection): DetectorSection {
  const { model } = section;
  if (model === undefined || model === OWN) return section;
  const key = model.toLowerCase();
  const entry = Object.hasOwn(CATALOGUE, key) ? CATALOGUE[key] : undefined;
  if (entry) return { ...entry.section, ...section };
  const names = Object.keys(CATALOGUE).join(', ');
  throw usageError({
    message: `detector.model is one of ${names}, or ${OWN}, not '${model}'; a .expt or .geom file is read by the command`,
    expected: names,
    found: model,
  });
}
