/** Conventions of lab frame, beam centre and pivot, each that of a known program. */
export type Convention = 'mosflm' | 'denzo' | 'adxv' | 'xds' | 'dials' | 'custom';
/** What a detector turns about: the spot of the direct beam, or the sample. */
export type Pivot = 'beam' | 'sample';

/** First and last fast, first and last slow pixel, inclusive. */
export type PixelRectangle = readonly [number, number, number, number];

/** A stage of a chain and its parameters: `{ kind: 'water', thicknessUm: 100 }`. */
export interface StageRequest {
  readonly kind: string;
  readonly [parameter: string]: unknown;
}

/** A request by the name of a stage alone, or with its parameters. */
export const stageRequest = (request: string | StageRequest): StageRequest =>
  typeof request === 'string' ? { kind: request } : request;
