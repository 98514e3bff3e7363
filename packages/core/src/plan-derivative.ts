import type { PanelPlan, Plan } from './plan';
import type { Constants } from './stage';
import type { Vec3 } from './vector';

/** Derivatives of the numbers of one panel. */
export interface PanelDerivative extends Pick<PanelPlan, 'pixelSize' | 'normalDistance'> {
  readonly normal: Vec3;
  readonly surface: Constants;
}

/** Derivatives of the sources, in the layout of `SourcePlan`. */
export interface SourceDerivative {
  readonly incident: Float64Array;
  readonly magnetic: Float64Array;
  readonly wavelengths: Float64Array;
  readonly weights: Float64Array;
  readonly channelValues?: Float64Array;
}

/**
 * Derivatives of the numbers of a plan along one direction: by a parameter of the experiment, or by several of them at given
 * rates. Plain data; what is absent does not change.
 */
export interface PlanDerivative {
  /** Path of the parameter, or any name for a direction. */
  readonly name: string;
  readonly panels?: readonly PanelDerivative[];
  readonly shape?: Constants;
  readonly structure?: Constants;
  readonly factors?: readonly Constants[];
  readonly backgrounds?: readonly Constants[];
  readonly spotFactor?: Constants;
  readonly scatters?: readonly Constants[];
  readonly layerStep?: number;
  readonly scale?: number;
  readonly sources?: SourceDerivative;
  /** Derivatives of the knots of a band and of the density at them. */
  readonly band?: { readonly knots: Float64Array; readonly density: Float64Array } | undefined;
  /** Derivatives of the direct cell vectors a, b, c (m) of the first orientation; those of the others turn along with it. */
  readonly lattice?: Float64Array;
  /** Derivatives of the cell vectors of every orientation, beyond what `lattice` says: where orientations turn against each other. */
  readonly orientations?: Float64Array;
  /** Derivatives of the values of each table by its name, in the layout of the table. */
  readonly tables?: Readonly<Record<string, Float64Array>>;
  /** Derivatives of the further plans, one for each; undefined where one does not change. */
  readonly further?: readonly (PlanDerivative | undefined)[];
}

/** Pixels of one panel, half-open. */
export interface PixelBox {
  readonly panel: number;
  /** First pixel, and the one behind the last. */
  readonly fast: readonly [number, number];
  readonly slow: readonly [number, number];
}

/** Returns the number of pixels of a box. */
export const boxPixels = ({ fast, slow }: PixelBox): number => (fast[1] - fast[0]) * (slow[1] - slow[0]);

/** What derivatives are taken of. */
export interface DerivativeRequest {
  readonly plan: Plan;
  readonly by: readonly PlanDerivative[];
  readonly boxes: readonly PixelBox[];
  readonly signal?: AbortSignal;
  /** Called now and then with the finished fraction, from 0 to 1. */
  readonly progress?: (fraction: number) => void;
}

/** Expected photons and their derivatives over the pixels of all boxes: box by box, slow rows, fast inside. */
export interface PixelDerivatives {
  readonly photons: Float64Array;
  /** One array for each direction, in the order of the request. */
  readonly derivatives: readonly Float64Array[];
}
