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
export { resolveRoi } from './roi';
export type {
  AxisName,
  DetectorSampling,
  DetectorSection,
  GoniometerSection,
  PanelRow,
  SensorSection,
} from './sections';
export { resolveSensor } from './sensor';
export { facesSample, solidAngle } from './solid-angle';
export { geometryTerms } from './terms';
export { totalSolidAngle } from './total-solid-angle';
