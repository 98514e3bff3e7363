import type { Convention, Pivot, StageRequest, Vec3 } from '@braggsim/core';
import type { CompatibilityMode } from '@braggsim/core/derived';

/**
 * The fields of an experiment that occur in the command lines of the reference cases. The type of an experiment is inferred
 * from the tables of the physics packages, whose tests use this package, so that it cannot be imported here.
 */
export interface ReferenceExperiment {
  readonly compat?: CompatibilityMode;
  readonly compatibility?: Readonly<Record<string, never>>;
  readonly seed?: number;
  readonly beam?: ReferenceBeam;
  readonly detector?: ReferenceDetector;
  readonly goniometer?: { readonly axis?: Vec3 };
  readonly scan?: {
    readonly startDeg?: number;
    readonly widthDeg?: number;
    readonly stepDeg?: number;
    readonly phiSteps?: number;
  };
  readonly crystal?: ReferenceCrystal;
  readonly structureFactors?: {
    readonly file?: string;
    readonly cache?: string;
    readonly default?: number;
    readonly interpolation?: 'nearest' | 'tricubic';
  };
  readonly background?: readonly StageRequest[];
  readonly sampling?: {
    readonly oversample?: number;
    readonly perSample?: { readonly capture?: boolean; readonly polarization?: boolean; readonly solidAngle?: boolean };
    readonly dMinA?: number;
    readonly roi?: readonly [number, number, number, number];
  };
}

interface ReferenceBeam {
  readonly wavelengthA?: number;
  readonly energyEv?: number;
  readonly fluencePerM2?: number;
  readonly fluxPerS?: number;
  readonly exposureS?: number;
  readonly beamSizeMm?: number;
  readonly polarization?: number | 'off';
  readonly divergenceMrad?: {
    readonly horizontal?: number;
    readonly vertical?: number;
    readonly horizontalStep?: number;
    readonly verticalStep?: number;
    readonly horizontalSteps?: number;
    readonly verticalSteps?: number;
    readonly outline?: 'round' | 'square';
  };
  readonly dispersionPercent?: number;
  readonly dispersionSteps?: number;
  readonly sources?: string;
}

interface ReferenceDetector {
  readonly convention?: Convention;
  readonly pixelsFast?: number;
  readonly pixelsSlow?: number;
  readonly pixelMm?: number;
  readonly sizeFastMm?: number;
  readonly sizeSlowMm?: number;
  readonly distanceMm?: number;
  readonly closeDistanceMm?: number;
  readonly beamCentreMm?: readonly [number, number];
  readonly nearPointMm?: readonly [number, number];
  readonly originPx?: readonly [number, number];
  readonly pivot?: Pivot;
  readonly impliedPivot?: Pivot;
  readonly twoThetaDeg?: number;
  readonly rotationDeg?: Vec3;
  readonly axes?: Partial<Record<'fast' | 'slow' | 'normal' | 'beam' | 'polarization' | 'spindle' | 'twoTheta', Vec3>>;
  readonly cornerM?: Vec3;
  readonly curved?: boolean;
  readonly pointPixel?: boolean;
  readonly sensor?: {
    readonly thicknessUm?: number;
    readonly absorptionDepthUm?: number;
    readonly layers?: number;
  };
}

interface ReferenceCrystal {
  readonly cell?: readonly number[];
  readonly cells?: Vec3;
  readonly sizeUm?: Vec3;
  readonly matrix?: string;
  readonly misset?: Vec3 | 'random';
  readonly missetSeed?: number;
  readonly shape?: string;
  readonly fudge?: number;
  readonly mosaic?: { readonly spreadDeg?: number; readonly domains?: number; readonly seed?: number };
}
