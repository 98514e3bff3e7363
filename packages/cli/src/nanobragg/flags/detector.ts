import type { Convention, Pivot } from '@braggsim/core';
import type { AxisName } from '@braggsim/geometry';
import { integer, number, numberOr, word } from '../values';
import { both, type Effect, type FlagGroup, flag, impliesPivot, recordAt, set, setPart, setTo } from './flag';

const custom: Effect = setTo('detector', 'convention', 'custom');

const convention = (name: Convention, pivot: Pivot) =>
  flag(
    `-${name}`,
    [],
    `${name.toUpperCase()} convention`,
    both(setTo('detector', 'convention', name), impliesPivot(pivot)),
  );

const axis = (name: string, field: AxisName, doc: string, ...more: Effect[]) =>
  flag(
    name,
    [number(), number(), number()],
    `${doc}; selects the custom convention`,
    both(set('detector', `axes.${field}`), custom, ...more),
  );

/** Sets the attenuation depth. The values `inf` and 0 also remove a sensor that an earlier flag requested. */
const absorption: Effect = (draft, [depth]) => {
  const sensor = recordAt(draft, 'detector', 'sensor');
  const none = depth === 'inf' || depth === 0;
  sensor.absorptionDepthUm = none ? 'inf' : depth;
  if (none) sensor.thicknessUm = 0;
};

export const detectorFlags: FlagGroup = {
  title: 'Detector',
  flags: [
    flag(
      '-distance',
      [number({ unit: 'mm', above: 0 })],
      'sample to detector along the beam (100)',
      both(set('detector', 'distanceMm'), impliesPivot('beam')),
    ),
    flag(
      '-close_distance',
      [number({ unit: 'mm', above: 0 })],
      'sample to detector plane along its normal',
      both(set('detector', 'closeDistanceMm'), impliesPivot('sample')),
    ),
    flag('-pixel -pixel_size', [number({ unit: 'mm', above: 0 })], 'pixel size (0.1)', set('detector', 'pixelMm')),
    flag(
      '-detpixels',
      [integer({ unit: 'pixels', min: 1 })],
      'pixels along both edges',
      both(set('detector', 'pixelsFast'), set('detector', 'pixelsSlow')),
    ),
    flag(
      '-detpixels_f -detpixels_x',
      [integer({ unit: 'pixels', min: 1 })],
      'pixels along fast',
      set('detector', 'pixelsFast'),
    ),
    flag(
      '-detpixels_s -detpixels_y',
      [integer({ unit: 'pixels', min: 1 })],
      'pixels along slow',
      set('detector', 'pixelsSlow'),
    ),
    flag(
      '-detsize',
      [number({ unit: 'mm', above: 0 })],
      'detector size along both edges (102.4)',
      both(set('detector', 'sizeFastMm'), set('detector', 'sizeSlowMm')),
    ),
    flag('-detsize_f', [number({ unit: 'mm', above: 0 })], 'detector size along fast', set('detector', 'sizeFastMm')),
    flag('-detsize_s', [number({ unit: 'mm', above: 0 })], 'detector size along slow', set('detector', 'sizeSlowMm')),
    flag(
      '-Xbeam',
      [number({ unit: 'mm' })],
      'direct beam along X of the convention',
      both(setPart('detector', 'beamCentreMm', [0]), impliesPivot('beam')),
    ),
    flag(
      '-Ybeam',
      [number({ unit: 'mm' })],
      'direct beam along Y of the convention',
      both(setPart('detector', 'beamCentreMm', [1]), impliesPivot('beam')),
    ),
    flag(
      '-Xclose',
      [number({ unit: 'mm' })],
      'point of normal incidence, X',
      both(setPart('detector', 'nearPointMm', [0]), impliesPivot('sample')),
    ),
    flag(
      '-Yclose',
      [number({ unit: 'mm' })],
      'point of normal incidence, Y',
      both(setPart('detector', 'nearPointMm', [1]), impliesPivot('sample')),
    ),
    flag(
      '-ORGX',
      [number({ unit: 'pixels' })],
      'point of normal incidence along fast, as XDS counts',
      both(setPart('detector', 'originPx', [0]), impliesPivot('sample')),
    ),
    flag(
      '-ORGY',
      [number({ unit: 'pixels' })],
      'point of normal incidence along slow, as XDS counts',
      both(setPart('detector', 'originPx', [1]), impliesPivot('sample')),
    ),
    flag(
      '-pivot',
      [word('beam', 'sample')],
      'point that detector rotations leave in place',
      both(set('detector', 'pivot'), (d, [p]) => impliesPivot(p as Pivot)(d, [])),
    ),
    flag('-force_pivot', [word('beam', 'sample')], 'the same under every convention', set('detector', 'forcePivot')),
    flag(
      '-twotheta',
      [number({ unit: 'deg' })],
      'swing about the two-theta axis',
      both(set('detector', 'twoThetaDeg'), impliesPivot('sample')),
    ),
    flag('-detector_rotx', [number({ unit: 'deg' })], 'rotation about lab X', setPart('detector', 'rotationDeg', [0])),
    flag('-detector_roty', [number({ unit: 'deg' })], 'then about lab Y', setPart('detector', 'rotationDeg', [1])),
    flag('-detector_rotz', [number({ unit: 'deg' })], 'then about lab Z', setPart('detector', 'rotationDeg', [2])),
    convention('mosflm', 'beam'),
    convention('denzo', 'beam'),
    convention('adxv', 'beam'),
    convention('xds', 'sample'),
    convention('dials', 'beam'),
    axis('-fdet_vector', 'fast', 'direction of the fast pixels'),
    axis('-sdet_vector', 'slow', 'direction of the slow pixels'),
    axis('-odet_vector', 'normal', 'detector normal, away from the sample'),
    axis('-beam_vector', 'beam', 'direction of the incident beam'),
    axis('-polar_vector', 'polarization', 'direction of the polarization'),
    axis('-spindle_axis', 'spindle', 'spindle axis'),
    axis('-twotheta_axis', 'twoTheta', 'two-theta axis', impliesPivot('sample')),
    flag(
      '-pix0_vector',
      [number({ unit: 'm' }), number(), number()],
      'corner of pixel (0,0); selects the custom convention',
      both(set('detector', 'cornerM'), custom),
    ),
    flag(
      '-pix0_vector_mm',
      [number({ unit: 'mm' }), number(), number()],
      'the same in mm, final in every convention and mode',
      set('detector', 'cornerOverrideM', (mm) => (mm as number) / 1000),
    ),
    flag(
      '-pix0_override',
      [number({ unit: 'm' }), number(), number()],
      'the same in m',
      set('detector', 'cornerOverrideM'),
    ),
    flag('-curved_det', [], 'all pixels at the same distance from the sample', setTo('detector', 'curved', true)),
    flag('-point_pixel', [], 'solid angle 1/R^2, without the area of the pixel', setTo('detector', 'pointPixel', true)),
    flag(
      '-detector_abs -detector_absorb',
      [numberOr({ unit: 'um', min: 0 }, 'inf')],
      'attenuation depth of the sensor; inf or 0: no sensor',
      absorption,
    ),
    flag(
      '-detector_thick',
      [number({ unit: 'um', min: 0 })],
      'thickness of the sensor',
      set('detector', 'sensor.thicknessUm'),
    ),
    flag('-detector_thicksteps -thicksteps', [integer()], 'layers of the sensor', set('detector', 'sensor.layers')),
    flag(
      '-roi',
      [integer({ unit: 'pixels' }), integer(), integer(), integer()],
      'first and last fast, first and last slow pixel; negative: the edge',
      set('sampling', 'roi'),
    ),
  ],
};
