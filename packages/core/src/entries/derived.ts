/**
 * What physics packages derive from an experiment, images with their metadata and masks, and the compatibility options.
 *
 * @module
 * @example
 * ```ts
 * import { resolveCompatibility } from '@braggsim/core/derived';
 *
 * console.log(resolveCompatibility('corrected').phiSample); // middle
 * ```
 */
export {
  COMPATIBILITY_OPTIONS,
  type Compatibility,
  type CompatibilityMode,
  type CompatibilityOption,
  type CompatibilityOptionId,
  resolveCompatibility,
} from '../compatibility';
export type {
  Band,
  Beam,
  BeamCentreReport,
  BeamProfile,
  CellParameters,
  Crystal,
  Derived,
  Detector,
  DetectorFrame,
  DiffuseScattering,
  Mosaic,
  Panel,
  Sampling,
  Scan,
  Sensor,
  SourceGrid,
  Sources,
  WithWarnings,
} from '../derived';
export type {
  DecodedImage,
  FileMetadata,
  Goniometer,
  GoniometerAxis,
  Image,
  ImageAngles,
  ImageMetadata,
  InstrumentMetadata,
  LinkedImages,
  LinkedStack,
  MaskingRules,
  PanelRows,
  Pixels,
} from '../image';
export {
  combinedMask,
  countMasked,
  MASK_BITS,
  type MaskingValues,
  type MaskReason,
  maskOfValues,
  type PixelMask,
} from '../pixel-mask';
