import { parameters } from '@braggsim/core';

const PLACES = 'each as first and last fast, first and last slow pixel, inclusive';

/** Makes the parameter for regions without pixels, which a panel and a single detector plane share. */
export const gapsParameter = (whose: string) =>
  ({
    type: 'numberLists',
    unit: 'px',
    count: 4,
    min: 0,
    doc: `Places of the ${whose} without pixels, ${PLACES}`,
  }) as const;

const count = (along: string) =>
  ({ type: 'integer', min: 1, required: true, doc: `Pixels of the panel along its ${along}` }) as const;

const direction = (axis: string) =>
  ({
    type: 'numbers',
    count: 3,
    doc: `Its ${axis} direction, of any length; that of the detector plane when left out`,
  }) as const;

/** Parameters of a row of `detector.panels`. Vectors are along fast, slow and normal of the detector plane. */
export const panelParameters = parameters({
  name: { type: 'text', doc: 'Name of the panel; p and its place in the list when left out' },
  pixelsFast: count('fast'),
  pixelsSlow: count('slow'),
  pixelMm: {
    type: 'number',
    unit: 'mm',
    min: 0,
    exclusiveMin: true,
    doc: 'Edge of a pixel, along fast where it is not square; that of the detector plane when left out',
  },
  pixelSlowMm: {
    type: 'number',
    unit: 'mm',
    min: 0,
    exclusiveMin: true,
    doc: 'Edge of a pixel along slow where it is not square; pixelMm when left out',
  },
  cornerMm: {
    type: 'numbers',
    unit: 'mm',
    count: 3,
    required: true,
    doc: 'Outer corner of pixel (0,0), from that of the detector plane along its fast, slow and normal',
  },
  fast: direction('fast'),
  slow: direction('slow'),
  gapsPx: gapsParameter('panel'),
});
