/**
 * Detector geometry: conventions, pivots, rotations, flat and curved surfaces, solid angle, sensor layers.
 *
 * @module
 * @example
 * ```ts
 * import { resolveDetector } from '@braggsim/geometry';
 *
 * const detector = { convention: 'mosflm', distanceMm: 100, pixelMm: 0.1, pixelsFast: 1024, pixelsSlow: 1024 };
 * const { value } = resolveDetector(detector);
 * console.log(value.origin); // corner of the first pixel, m
 * ```
 */
export { type BeamStopSection, beamStop, beamStopValues } from './beam-stop';
export { captureFraction } from './capture-fraction';
export { CATALOGUE, withCatalogue } from './catalogue';
export type { CatalogueEntry } from './catalogue-entry';
export { CONVENTIONS, type ConventionRules } from './conventions';
export { curved } from './curved';
export { curvedLabAxes } from './curved-lab-axes';
export { beamInDetectorFrame, resolveDetector } from './detector';
export { flat } from './flat';
export { gapMask } from './gaps';
export { type OversampleNeeds, recommendedOversample, resolveOversample } from './oversample';
export { type PlanSurface, panelPlan, panelPlans, surfaceTerm } from './panel';
export { panelParameters } from './panel-parameters';
export { recordingPanels } from './panels';
export { geometryParameters, geometryRecords } from './parameters';
export { resolveLimits, resolveRegion } from './region';
export type {
  AbsorptionSection,
  AxisName,
  DetectorSampling,
  DetectorSection,
  GoniometerSection,
  PanelRow,
  SensorSection,
} from './sections';
export { resolveSensor } from './sensor';
export { slab } from './slab';
export { facesSample, solidAngle } from './solid-angle';
export { geometryTerms } from './terms';
export { totalSolidAngle } from './total-solid-angle';
