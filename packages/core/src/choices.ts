export type Compat = 'corrected' | 'nanobragg-c';

/**
 * Where the C program and correct physics part. Each choice has the value that reproduces the C program and the
 * one that is right; `compat` sets all of them at once and any can be set by itself. Physics packages see choices,
 * never the word `compat`.
 */
export interface Choices {
  readonly cellReciprocal: 'c' | 'exact';
  readonly phiSample: 'start' | 'middle';
  readonly water: 'squared' | 'once';
  readonly factors: 'first' | 'each';
  readonly sensorLayers: 'c' | 'exact';
  readonly beamReport: 'withoutTwoTheta' | 'final';
  readonly culledBackground: 'dropped' | 'stays';
  readonly sourceWeights: 'ignore' | 'normalize' | 'apply';
  readonly curvedSurface: 'labAxes' | 'detectorFrame';
  readonly emptySensor: 'absorbsAll' | 'transparent';
  readonly namedPivot: 'convention' | 'asGiven';
  readonly cornerVector: 'ignored' | 'used';
  readonly angles: 'float32' | 'float64';
  readonly noPolarization: 'overridden' | 'holds';
}

export type ChoiceId = keyof Choices;
