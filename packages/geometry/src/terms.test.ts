import { describeTerm } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { captureFraction } from './capture-fraction';
import { curved } from './curved';
import { curvedLabAxes } from './curved-lab-axes';
import { AS_IN_C, detectorOf } from './detectors.fixture';
import { flat } from './flat';
import { solidAngle } from './solid-angle';
import { geometryTerms } from './terms';

test('are registered under their own ids', async () => {
  expect([...geometryTerms.keys()]).toEqual([
    'flat',
    'curved',
    'curvedLabAxes',
    'solidAngle',
    'captureFraction',
    'beamStop',
    'slab',
  ]);
  for (const [id, make] of geometryTerms) expect((await make()).id).toBe(id);
});

const tilted = detectorOf({ rotationDeg: [5, 3, 2], twoThetaDeg: 12, sensor: { thicknessUm: 100, layers: 4 } });
const cases = [
  { name: 'MOSFLM', derived: { detector: detectorOf({}) } },
  { name: 'tilted, with a sensor', derived: { detector: tilted } },
  { name: 'ADXV, left-handed', derived: { detector: detectorOf({ convention: 'adxv', rotationDeg: [0, 20, 0] }) } },
];
for (const surface of [flat, curved, curvedLabAxes]) describeTerm(surface, { cases });

const pixels = { pixelSize: [5e-5, 5e-4], range: [0.05, 0.5], normalDistance: [0.05, 0.5] } as const;
describeTerm(solidAngle, {
  ranges: pixels,
  cases: [
    ...cases,
    { name: 'facing the sample', derived: { detector: tilted }, params: { obliquity: false } },
    { name: 'point pixels', derived: { detector: detectorOf({ pointPixel: true }) } },
  ],
});

const absorbs = (thicknessUm: number, absorptionDepthUm: number | 'inf') =>
  detectorOf({ sensor: { thicknessUm, absorptionDepthUm, layers: 5 } }, { ...AS_IN_C, emptySensor: 'absorbsAll' });
describeTerm(captureFraction, {
  cases: [
    { name: 'thin', derived: { detector: absorbs(100, 500) } },
    { name: 'thick', derived: { detector: absorbs(1000, 300) } },
    { name: 'absorbing nothing', derived: { detector: absorbs(100, 'inf') } },
  ],
});
