import { vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { plainMetadata } from './fixture';
import { xdsInp } from './xds-inp';

const files = { format: 'smv', template: 'lyso_????.img', first: 1, last: 60 } as const;
const keywords = (text: string) =>
  Object.fromEntries(Array.from(text.matchAll(/([\w-]+)= ([^=\n]*?)(?=\s+[\w-]+=|\n)/g), ([, k, v]) => [k, v]));

test('a detector perpendicular to the beam', () => {
  const plain = plainMetadata(300, 400);
  const found = keywords(xdsInp({ ...plain, scan: { start: 0, width: Math.PI / 360 } }, files));
  expect(found).toMatchObject({
    DETECTOR: 'ADSC',
    OVERLOAD: '65535',
    NX: '400',
    NY: '300',
    QX: '0.1',
    ORGX: '201.5000',
    ORGY: '151.5000',
    DETECTOR_DISTANCE: '100.000000',
    'DIRECTION_OF_DETECTOR_X-AXIS': '1.000000 0.000000 0.000000',
    'DIRECTION_OF_DETECTOR_Y-AXIS': '0.000000 1.000000 0.000000',
    INCIDENT_BEAM_DIRECTION: '0.000000 0.000000 1.000000',
    ROTATION_AXIS: '1.000000 0.000000 0.000000',
    'X-RAY_WAVELENGTH': '1.00000000',
    OSCILLATION_RANGE: '0.500000',
    FRACTION_OF_POLARIZATION: '0.5000',
    POLARIZATION_PLANE_NORMAL: '0.000000 1.000000 0.000000',
    NAME_TEMPLATE_OF_DATA_FRAMES: 'lyso_????.img',
    DATA_RANGE: '1 60',
  });
});

test('a tilted detector tilts the beam in its frame', () => {
  const { detector, ...rest } = plainMetadata(3, 4);
  const tilted = (v: typeof detector.fast) => vector.rotateXYZ(v, 0, 0.1, 0);
  const { fast, slow, normal } = detector;
  const tiltedDetector = { ...detector, fast: tilted(fast), slow: tilted(slow), normal: tilted(normal) };
  const beam = (keywords(xdsInp({ ...rest, detector: tiltedDetector }, files)).INCIDENT_BEAM_DIRECTION ?? '')
    .split(' ')
    .map(Number);
  expect(beam[0]).toBeCloseTo(Math.sin(0.1), 5);
  expect(beam[2]).toBeCloseTo(Math.cos(0.1), 5);
});
