import { type Convention, type Parameter, type Pivot, parameters } from '@braggsim/core';
import { beamStopParameters } from './beam-stop';
import { gapsParameter, panelParameters } from './panel-parameters';
import { absorptionParameters } from './slab';

const direction = (doc: string) => ({ type: 'numbers', count: 3, doc }) as const;
const position = (doc: string) => ({ type: 'numbers', unit: 'm', count: 3, doc }) as const;
/** Makes the parameter of a point of the detector plane; a null coordinate keeps its default. */
const point = (unit: string, doc: string, flag?: string) =>
  ({ type: 'numbers', unit, count: 2, nullableEntries: true, ...(flag !== undefined && { flag }), doc }) as const;
const length = <const M extends Partial<Parameter>>(unit: string, doc: string, more: M) => ({
  type: 'number' as const,
  unit,
  min: 0,
  doc,
  ...more,
});
const ABOVE_ZERO = { exclusiveMin: true } as const;
const count = (doc: string) => ({ type: 'integer', min: 1, flag: '--detpixels', doc }) as const;
const PIVOTS = ['beam', 'sample'] as const satisfies readonly Pivot[];
const CONVENTION_NAMES = ['mosflm', 'denzo', 'adxv', 'xds', 'dials', 'custom'] as const satisfies readonly Convention[];

/** Fields of the experiment file that this package owns. A null in a pair keeps the default of that coordinate. */
export const geometryParameters = parameters({
  'detector.model': {
    type: 'text',
    default: 'custom',
    flag: '--detector',
    doc: 'A detector of the catalogue (pilatus-6m, eiger2-16m, jungfrau-4m …), or a dxtbx .expt, CrystFEL .geom, XPARM.XDS or XDS.INP file; custom for none',
  },
  'detector.convention': {
    type: 'enum',
    options: CONVENTION_NAMES,
    default: 'mosflm',
    flag: '--convention',
    doc: 'Lab frame, beam-centre axes and pivot of a known program; custom takes its vectors from detector.axes',
  },
  'detector.pixelsFast': count('Pixels along fast; the flag takes one number for both or fast,slow'),
  'detector.pixelsSlow': count('Pixels along slow; the flag takes one number for both or fast,slow'),
  'detector.pixelMm': length('mm', 'Edge of a square pixel', { ...ABOVE_ZERO, default: 0.1, flag: '--pixel' }),
  'detector.sizeFastMm': length('mm', 'Size of the detector along fast; a pixel count wins over it', {
    ...ABOVE_ZERO,
    default: 102.4,
  }),
  'detector.sizeSlowMm': length('mm', 'Size of the detector along slow; a pixel count wins over it', {
    ...ABOVE_ZERO,
    default: 102.4,
  }),
  'detector.distanceMm': length('mm', 'Sample to detector plane along the beam', {
    ...ABOVE_ZERO,
    default: 100,
    flag: '--distance',
  }),
  'detector.cameraLengthMm': length('mm', 'The same as distanceMm, by its name at electron microscopes', {
    ...ABOVE_ZERO,
    flag: '--camera-length',
  }),
  'detector.closeDistanceMm': {
    type: 'number',
    unit: 'mm',
    doc: 'Sample to detector plane along its normal; wins over the distance',
  },
  'detector.beamCentreMm': point(
    'mm',
    'Direct beam along the X and Y of the convention (Xbeam, Ybeam); the middle when left out',
    '--beam-centre',
  ),
  'detector.nearPointMm': point('mm', 'Foot of the perpendicular from the sample along the same axes (Xclose, Yclose)'),
  'detector.originPx': point('px', 'Foot of the perpendicular from the sample in XDS pixels (ORGX, ORGY)'),
  'detector.pivot': {
    type: 'enum',
    options: PIVOTS,
    doc: 'What the detector turns about: the direct beam spot or the sample; the convention decides when left out',
  },
  'detector.impliedPivot': {
    type: 'enum',
    options: PIVOTS,
    doc: 'pivot of the custom convention that flags of the drop-in command imply',
  },
  'detector.forcePivot': { type: 'enum', options: PIVOTS, doc: 'Pivot under every convention and mode' },
  'detector.twoThetaDeg': {
    type: 'number',
    unit: 'deg',
    default: 0,
    flag: '--two-theta',
    doc: 'Swing of the detector about the two-theta axis',
  },
  'detector.rotationDeg': {
    type: 'numbers',
    unit: 'deg',
    count: 3,
    default: [0, 0, 0],
    flag: '--detector-rotation',
    doc: 'Rotation of the detector about lab x, then y, then z',
  },
  'detector.axes.fast': direction('Fast axis of the custom convention'),
  'detector.axes.slow': direction('Slow axis of the custom convention'),
  'detector.axes.normal': direction(
    'Normal of the custom convention, away from the sample; fast x slow unless its length is 1',
  ),
  'detector.axes.beam': direction('Direction of the beam in the custom convention'),
  'detector.axes.polarization': direction('Direction of the electric field in the custom convention'),
  'detector.axes.spindle': direction('Spindle axis of the custom convention'),
  'detector.axes.twoTheta': direction('Two-theta axis of the custom convention'),
  'detector.cornerM': position('Lab position of the outer corner of pixel (0,0) in the custom convention'),
  'detector.cornerOverrideM': position('The same under every convention, pivot and mode'),
  'detector.curved': { type: 'boolean', default: false, doc: 'Bend the detector so that all pixels are equally far' },
  'detector.surface': {
    type: 'stage',
    slot: 'surface',
    doc: 'Surface of the sensor from a plug-in; flat, or curved where detector.curved says so, when left out',
  },
  'detector.pointPixel': {
    type: 'boolean',
    default: false,
    doc: 'Solid angle per unit area, without the size and tilt of the pixel',
  },
  'detector.sensor.thicknessUm': length('µm', 'Thickness of the sensor; 0 for no sensor model', {
    default: 0,
  }),
  'detector.sensor.absorptionDepthUm': length('µm', 'Attenuation depth of the sensor; its thickness when left out', {
    options: ['inf'],
  }),
  'detector.sensor.layers': { type: 'integer', min: 0, doc: 'Layers in which the sensor is sampled; 2 when left out' },
  'detector.gapsPx': gapsParameter('detector'),
  'detector.mask': {
    type: 'stringList',
    flag: '--mask',
    doc: 'Files whose masks the images get: an image in which 0 masks a pixel, a mask of DIALS, or the masks of an .expt or .geom file; may be given often',
  },
  'goniometer.axis': direction("Spindle axis under any convention; the convention's when left out"),
  'sampling.oversample': {
    type: 'integer',
    options: ['auto'],
    default: 'auto',
    flag: '--oversample',
    doc: 'Subpixels per pixel edge',
  },
  'sampling.roi': {
    type: 'numbers',
    unit: 'px',
    count: 4,
    flag: '--roi',
    doc: 'First and last fast, first and last slow pixel to compute, inclusive; negative means the edge',
  },
  ...beamStopParameters,
  ...absorptionParameters,
});

/** Lists of records in the sections of this package by their paths, with the fields of a record. */
export const geometryRecords = {
  'detector.panels': {
    doc: 'Panels of a multi-panel detector, in the frame of the detector plane, which is then only what they are placed on.',
    fields: panelParameters,
  },
} as const;
