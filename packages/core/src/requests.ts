/** Conventions of laboratory frame, beam centre and pivot, each that of a known program. */
export type Convention = 'mosflm' | 'denzo' | 'adxv' | 'xds' | 'dials' | 'custom';
/** Point about which a detector is rotated: the direct beam on the detector, or the sample. */
export type Pivot = 'beam' | 'sample';

/** Limits of a region of pixels in flags and files: first and last fast, first and last slow pixel, inclusive. */
export type PixelRectangle = readonly [number, number, number, number];

/** Request for a stage by its kind, with its parameters: `{ kind: 'water', thicknessUm: 100 }`. */
export interface StageRequest {
  readonly kind: string;
  readonly [parameter: string]: unknown;
}

/** Converts the name of a stage, or a request with parameters, to a request. */
export const stageRequest = (request: string | StageRequest): StageRequest =>
  typeof request === 'string' ? { kind: request } : request;
