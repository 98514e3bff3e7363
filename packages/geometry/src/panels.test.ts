import { type Vec3, vector } from '@braggsim/core';
import type { PanelPlan } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { resolveDetector } from './detector';
import { expectVector } from './detectors.fixture';
import { panelPlans } from './panel';
import { recordingPanels } from './panels';
import type { DetectorSection, PanelRow } from './sections';

const ROW: PanelRow = { pixelsFast: 8, pixelsSlow: 6, cornerMm: [0, 0, 0], fast: [1, 0, 0], slow: [0, 1, 0] };

const detectorOf = (panels: readonly PanelRow[], section: DetectorSection = {}) =>
  resolveDetector({ pixelsFast: 64, pixelsSlow: 64, ...section, panels }).value;
const panelOf = (row: Partial<PanelRow>, section: DetectorSection = {}) => {
  const detector = detectorOf([{ ...ROW, ...row }], section);
  return { detector, panel: recordingPanels(detector)[0] as NonNullable<typeof detector.panels>[number] };
};

test('a row without offset lies on the detector plane', () => {
  const { detector, panel } = panelOf({}, { twoThetaDeg: 20, rotationDeg: [1, 2, 3] });
  for (const axis of ['fast', 'slow', 'normal', 'origin'] as const) expectVector(panel[axis], detector[axis], 1e-15);
  expect(panel.normalDistance).toBeCloseTo(detector.normalDistance, 15);
  expect(panel.pixelSize).toBe(detector.pixelSize);
});

test('a corner counts along fast, slow and normal of the detector plane, wherever that points', () => {
  const { detector, panel } = panelOf({ cornerMm: [1, 2, 3] }, { rotationDeg: [10, 20, 30] });
  const { fast, slow, normal, origin } = detector;
  const expected = [0, 1, 2].map(
    (i) =>
      (origin[i] as number) + 1e-3 * (fast[i] as number) + 2e-3 * (slow[i] as number) + 3e-3 * (normal[i] as number),
  );
  expectVector(panel.origin, expected, 1e-15);
});

test.each([
  ['right-handed', [1, 0, 0], [0, 1, 0]],
  ['left-handed', [0, 1, 0], [1, 0, 0]],
  ['mirrored and tilted', [-1, 0, 0.2], [0, 1, 0.1]],
] as const)('the normal of a %s panel points away from the sample', (_, fast, slow) => {
  const { panel } = panelOf({ fast, slow });
  expect(vector.dot(panel.normal, panel.origin)).toBeGreaterThan(0.05);
  expect(panel.normalDistance).toBeCloseTo(vector.dot(panel.normal, panel.origin), 15);
  for (const axis of [panel.fast, panel.slow]) expect(vector.dot(panel.normal, axis)).toBeCloseTo(0, 15);
  expect(vector.length(panel.fast)).toBeCloseTo(1, 15);
});

test('panels may have pixels of their own size', () => {
  expect(panelOf({ pixelMm: 0.05 }).panel.pixelSize).toBeCloseTo(5e-5, 20);
});

const constantOf = (plan: PanelPlan | undefined, axis: 'fast' | 'slow') => plan?.surface.constants[axis] as Vec3;

test('pixels that are not square: kernels get square ones of the longer edge, on shorter directions', () => {
  const { detector, panel } = panelOf({ pixelMm: 0.1, pixelSlowMm: 0.2 });
  expect(panel.pixelSize).toBeCloseTo(1e-4, 20);
  expect(panel.pixelSizeSlow).toBeCloseTo(2e-4, 20);
  const [plan] = panelPlans(detector);
  expect(plan?.pixelSize).toBeCloseTo(2e-4, 20);
  expect(plan?.pixelAspect).toBeCloseTo(0.5, 15);
  // The solid angle is that of the pixel's own area, by a smaller distance.
  expect(plan?.normalDistance).toBeCloseTo(panel.normalDistance / 2, 15);
  expectVector(constantOf(plan, 'fast'), vector.scale(panel.fast, 0.5), 1e-15);
  expectVector(constantOf(plan, 'slow'), panel.slow, 1e-15);

  const wide = panelOf({ pixelMm: 0.3, pixelSlowMm: 0.1 });
  const [other] = panelPlans(wide.detector);
  expect(other?.pixelSize).toBeCloseTo(3e-4, 20);
  expect(other?.pixelAspect).toBeCloseTo(1 / 3, 15);
  expect(other?.normalDistance).toBeCloseTo(wide.panel.normalDistance / 3, 15);
  expectVector(constantOf(other, 'slow'), vector.scale(wide.panel.slow, 1 / 3), 1e-15);
});

test('square pixels are planned without an aspect', () => {
  for (const row of [{}, { pixelMm: 0.1, pixelSlowMm: 0.1 }]) {
    const { detector, panel } = panelOf(row);
    expect(panel).not.toHaveProperty('pixelSizeSlow');
    const [plan] = panelPlans(detector);
    expect(plan).not.toHaveProperty('pixelAspect');
    expect(plan).not.toHaveProperty('mask');
    expect(plan?.normalDistance).toBe(panel.normalDistance);
  }
});

test('a detector plane without panels records as one, its gaps masked', () => {
  const gapsPx = [[0, 1, 0, 0]] as const;
  const plane = resolveDetector({ pixelsFast: 4, pixelsSlow: 3, gapsPx }).value;
  const { origin, fast, slow, normal, normalDistance, pixelSize } = plane;
  expect(recordingPanels(plane)).toEqual([
    {
      name: 'detector',
      ...{ pixelsFast: 4, pixelsSlow: 3, pixelSize, origin, fast, slow, normal, normalDistance },
      gaps: [{ fast: [0, 2], slow: [0, 1] }],
    },
  ]);
  const mask = new Uint8Array(12).fill(1);
  mask[11] = 0;
  const [plan, ...others] = panelPlans(plane, { mask });
  expect(others).toEqual([]);
  expect([...(plan?.mask ?? [])]).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
  expect(() => panelPlans(plane, { mask: new Uint8Array(7) })).toThrow('4 x 3 pixels of the detector plane');
  const whole = resolveDetector({ pixelsFast: 4, pixelsSlow: 3 }).value;
  expect(recordingPanels(whole)[0]?.gaps).toEqual([]);
  expect(panelPlans(whole)[0]).not.toHaveProperty('mask');
});

test('kernels get a panel for each row, gaps masked, and masks panel after panel', () => {
  const rows: PanelRow[] = [
    { ...ROW, name: 'left', gapsPx: [[0, 7, 0, 4]] },
    { ...ROW, pixelsFast: 2, pixelsSlow: 3, cornerMm: [2, 0, 0] },
  ];
  const detector = detectorOf(rows);
  const mask = new Uint8Array(8 * 6 + 2 * 3).fill(1);
  mask[8 * 6 - 1] = 0;
  mask[8 * 6 + 4] = 0;
  const [left, right] = panelPlans(detector, { mask });
  expect(left).toMatchObject({ name: 'left', pixelsFast: 8, pixelsSlow: 6, region: { fast: [0, 8], slow: [0, 6] } });
  expect([...(left?.mask ?? [])].flatMap((keep, i) => (keep ? [i] : []))).toEqual([40, 41, 42, 43, 44, 45, 46]);
  expect(right).toMatchObject({ name: 'p1', region: { fast: [0, 2], slow: [0, 3] } });
  expect([...(right?.mask ?? [])]).toEqual([1, 1, 1, 1, 0, 1]);
  expect(() => panelPlans(detector, { mask: new Uint8Array(7) })).toThrow('54 pixels of the 2 panels, found 7');
});

const wrongRows: readonly (readonly [string, Partial<PanelRow>, string])[] = [
  ['no pixels', { pixelsFast: 0 }, 'detector.panels[0].pixelsFast (p0)'],
  ['half a pixel', { pixelsSlow: 2.5 }, 'detector.panels[0].pixels (p0)'],
  ['no rows of pixels', { pixelsSlow: 0 }, 'detector.panels[0].pixelsSlow (p0)'],
  ['a pixel without size', { pixelMm: 0 }, 'detector.panels[0].pixelMm (p0)'],
  ['a pixel without height', { pixelSlowMm: -1 }, 'detector.panels[0].pixelSlowMm (p0)'],
  ['a direction of nothing', { fast: [0, Number.NaN, 0] }, 'detector.panels[0].fast (p0)'],
  [
    'parallel axes',
    { slow: [2, 0, 0] },
    'detector.panels[0].fast (p0) and slow must be two directions, found 1 0 0 and 2 0 0',
  ],
  ['no direction', { fast: [0, 0, 0] }, 'must be two directions'],
  ['a corner of nothing', { cornerMm: [0, Number.NaN, 0] }, 'detector.panels[0].cornerMm (p0)'],
  ['a gap beyond the edge', { gapsPx: [[0, 8, 0, 1]] }, 'gapsPx'],
];
test.each(wrongRows)('%s is refused by name', (_, row, message) => {
  expect(() => panelOf(row)).toThrow(message);
});

test('an edge-on panel through the sample is refused, one past it is not', () => {
  const edgeOn = { fast: [1, 0, 0] as Vec3, slow: [0, 0, 1] as Vec3 };
  const { detector } = panelOf({});
  expect(() => panelOf({ ...edgeOn, cornerMm: [0, 1000 * detector.beamCentre.normalSlow, 0] })).toThrow(
    'detector.panels[0].cornerMm (p0) puts the sample into the plane of the panel',
  );
  expect(panelOf(edgeOn).panel.normalDistance).toBeGreaterThan(0);
});

test('what is about one detector plane is refused beside panels', () => {
  expect(() => detectorOf([ROW], { curved: true })).toThrow('detector.curved is for a single detector plane');
  const roi = { detector: { panels: [ROW] }, sampling: { roi: [0, 1, 0, 1] as const } };
  expect(() => resolveDetector(roi.detector, roi)).toThrow('sampling.roi is for a single detector plane');
  expect(() => detectorOf([])).toThrow('at least one panel');
});
