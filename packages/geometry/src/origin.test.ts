import { type Pivot, type Vec3, vector } from '@braggsim/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONVENTIONS } from './conventions';
import { CORRECTED, detectorOf, expectVector } from './detectors.fixture';
import type { DetectorSection } from './sections';

const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
const mm = fc.double({ min: -20, max: 30, noNaN: true });
const place = fc.record({
  convention: fc.constantFrom('mosflm', 'denzo', 'adxv', 'xds', 'dials'),
  pivot: fc.constantFrom<Pivot>('beam', 'sample'),
  rotationDeg: fc.tuple(angle(25), angle(25), angle(25)),
  twoThetaDeg: angle(25),
  distanceMm: fc.double({ min: 20, max: 400, noNaN: true }),
  beamCentreMm: fc.tuple(mm, mm),
});

test('MOSFLM with the direct beam in the middle of 102.4 mm', () => {
  const d = detectorOf({ pixelsFast: 1024, pixelsSlow: 1024, beamCentreMm: [51.2, 51.2], distanceMm: 100 });
  expectVector(d.origin, [0.1, 0.05125, -0.05125], 1e-14);
});

describe('however the detector plane is turned', () => {
  test('the beam pivot keeps the direct beam on its pixel at the same distance', () => {
    fc.assert(
      fc.property(place, ({ pivot: _, ...section }) => {
        const d = detectorOf({ ...section, forcePivot: 'beam' }, CORRECTED);
        const spot = vector.add(
          d.origin,
          vector.add(vector.scale(d.fast, d.curvatureCentreFast), vector.scale(d.slow, d.curvatureCentreSlow)),
        );
        expectVector(spot, vector.scale(d.beam, section.distanceMm / 1000), 1e-12);
        expect(d.distance).toBeCloseTo(section.distanceMm / 1000, 12);
        expect(d.beamCentre.fast).toBeCloseTo(d.curvatureCentreFast, 12);
        expect(d.beamCentre.slow).toBeCloseTo(d.curvatureCentreSlow, 12);
      }),
    );
  });

  test('the sample pivot moves the detector plane rigidly', () => {
    fc.assert(
      fc.property(place, ({ pivot: _, ...section }) => {
        const turned = detectorOf({ ...section, closeDistanceMm: 100, forcePivot: 'sample' });
        const straight = detectorOf({
          ...section,
          closeDistanceMm: 100,
          forcePivot: 'sample',
          rotationDeg: [0, 0, 0],
          twoThetaDeg: 0,
        });
        expect(turned.normalDistance).toBeCloseTo(0.1, 13);
        expect(turned.beamCentre.normalFast).toBeCloseTo(straight.beamCentre.normalFast, 13);
        expect(turned.beamCentre.normalSlow).toBeCloseTo(straight.beamCentre.normalSlow, 13);
        expect(vector.length(turned.origin)).toBeCloseTo(vector.length(straight.origin), 13);
      }),
    );
  });

  test('axes stay orthonormal and keep their handedness', () => {
    fc.assert(
      fc.property(place, ({ pivot, ...section }) => {
        const { fast, slow, normal } = detectorOf({ ...section, forcePivot: pivot });
        const handedness = section.convention === 'adxv' ? -1 : 1;
        expectVector(vector.cross(fast, slow), vector.scale(normal, handedness), 1e-14);
        expect(vector.length(fast)).toBeCloseTo(1, 14);
        expect(vector.length(slow)).toBeCloseTo(1, 14);
      }),
    );
  });
});

/** The same detector in the custom convention: vectors of the table, centre along fast and slow. */
function inCustom(section: DetectorSection & { convention: keyof typeof CONVENTIONS }, pivot: Pivot): DetectorSection {
  const straight = detectorOf({ ...section, rotationDeg: [0, 0, 0], twoThetaDeg: 0 });
  const point =
    pivot === 'beam'
      ? [straight.curvatureCentreFast, straight.curvatureCentreSlow]
      : [straight.beamCentre.normalFast, straight.beamCentre.normalSlow];
  const { alongFast: _, ...rules } = CONVENTIONS[section.convention];
  return {
    ...section,
    convention: 'custom',
    axes: rules.axes,
    beamCentreMm: [(point[0] as number) * 1000, (point[1] as number) * 1000],
  };
}

describe('one geometry in two conventions', () => {
  test('a named convention equals custom with its vectors', () => {
    fc.assert(
      fc.property(place, ({ pivot, ...rest }) => {
        const section = { ...rest, forcePivot: pivot };
        const [named, custom] = [detectorOf(section), detectorOf(inCustom(section, pivot))];
        for (const field of ['fast', 'slow', 'normal', 'beam', 'polarization', 'spindle'] as const) {
          expect(custom[field]).toEqual(named[field]);
        }
        expectVector(custom.origin, named.origin, 1e-12);
        expect(custom.distance).toBeCloseTo(named.distance, 12);
        expect(custom.beamCentre.fast).toBeCloseTo(named.beamCentre.fast, 12);
      }),
    );
  });

  test('MOSFLM and DENZO differ by half a pixel, there and back', () => {
    fc.assert(
      fc.property(place, ({ pivot: _, beamCentreMm: [x, y], ...rest }) => {
        const denzo = detectorOf({ ...rest, convention: 'denzo', beamCentreMm: [x, y] });
        const mosflm = detectorOf({ ...rest, convention: 'mosflm', beamCentreMm: [x - 0.05, y - 0.05] });
        expectVector(mosflm.origin, denzo.origin, 1e-12);
        const half = mosflm.pixelSize / 2;
        const back = detectorOf({
          ...rest,
          convention: 'denzo',
          beamCentreMm: [(mosflm.beamCentre.x + half) * 1000, (mosflm.beamCentre.y + half) * 1000],
        });
        expectVector(back.origin, denzo.origin, 1e-12);
      }),
    );
  });

  test('XDS and DIALS are the same detector plane until it swings', () => {
    fc.assert(
      fc.property(place, fc.tuple(mm, mm), ({ pivot: _, ...rest }, originPx) => {
        const still = { ...rest, originPx, twoThetaDeg: 0 };
        expect(detectorOf({ ...still, convention: 'xds' }).origin).toEqual(
          detectorOf({ ...still, convention: 'dials' }).origin,
        );
      }),
    );
  });

  test('what the C report gives for CUSTOM rebuilds the detector plane', () => {
    const section: DetectorSection = { convention: 'mosflm', rotationDeg: [5, -3, 8], distanceMm: 90 };
    const d = detectorOf(section);
    const axes = { fast: d.fast, slow: d.slow, normal: d.normal, beam: d.beam };
    const rebuilt = detectorOf({
      convention: 'custom',
      axes,
      distanceMm: d.distance * 1000,
      beamCentreMm: [d.beamCentre.fast * 1000, d.beamCentre.slow * 1000],
    });
    expectVector(rebuilt.origin, d.origin as Vec3, 1e-12);
    expect(rebuilt.normalDistance).toBeCloseTo(d.normalDistance, 14);
  });
});
