import type { SectionOf, StageRequest } from '@braggsim/core';
import type { Compatibility, CompatibilityMode } from '@braggsim/core/derived';
import type {
  AbsorptionSection,
  BeamStopSection,
  DetectorSampling,
  DetectorSection,
  GoniometerSection,
} from '@braggsim/geometry';
import type { CrystalEntryFields, CrystalSection, ScanSection } from '@braggsim/lattice';
import type { StructureFactorSection } from '@braggsim/reflections';
import type { BeamSection } from '@braggsim/sources';
import type { samplingParameters } from './parameters';
import type { refineParameters } from './refine-parameters';

/** The `sampling` section of an experiment: how an image is sampled and computed. */
export type SamplingSection = SectionOf<typeof samplingParameters, 'sampling'> & DetectorSampling;

/** A crystal of several: all fields of the section `crystal`, and structure factors that take the place of the common ones. */
export type CrystalEntry = CrystalSection & CrystalEntryFields & { readonly structureFactors?: StructureFactorSection };

/** How a model is refined against images. */
export type RefineSection = SectionOf<typeof refineParameters, 'refine'>;

/**
 * An experiment as plain JSON in user units, with every field optional. An absent field means "not given", which for
 * much of the geometry differs from giving the default. Names of fields contain their units; files and commands fill
 * the same structure.
 */
export interface Experiment {
  readonly beam?: BeamSection;
  readonly detector?: DetectorSection;
  readonly goniometer?: GoniometerSection;
  readonly beamStop?: BeamStopSection;
  /** What absorbs rays on their way through the sample. */
  readonly absorption?: AbsorptionSection;
  readonly scan?: ScanSection;
  readonly crystal?: CrystalSection;
  /** Several crystals in place of `crystal`, whose intensities add. */
  readonly crystals?: readonly CrystalEntry[];
  readonly structureFactors?: StructureFactorSection;
  /** Factors of plug-ins. */
  readonly factors?: readonly StageRequest[];
  readonly background?: readonly StageRequest[];
  /** Scattering of plug-ins that is added for every orientation of the crystal. */
  readonly scatter?: readonly StageRequest[];
  readonly readout?: readonly StageRequest[];
  readonly sampling?: SamplingSection;
  readonly refine?: RefineSection;
  readonly seed?: number;
  readonly output?: readonly string[];
  readonly compat?: CompatibilityMode;
  /** Compatibility options that override those of `compat`. */
  readonly compatibility?: Partial<Compatibility>;
}
