import { expect, test } from 'vitest';
import { CORRECTED, detectorOf, warningsOf } from './detectors.fixture';
import type { DetectorSection } from './sections';

const named = (section: DetectorSection, compatibility?: Parameters<typeof warningsOf>[1]): string[] =>
  warningsOf(section, compatibility)
    .filter((w) => w.id === 'field-without-effect')
    .map((w) => w.message.split(' does not')[0] as string);

test.each<[DetectorSection, string[]]>([
  [{ convention: 'mosflm', beamCentreMm: [1, 2] }, []],
  [
    { convention: 'mosflm', beamCentreMm: [1, null], originPx: [3, 4] },
    ['detector.originPx[0] (ORGX)', 'detector.originPx[1] (ORGY)'],
  ],
  [{ convention: 'adxv', nearPointMm: [null, 4] }, ['detector.nearPointMm[1] (Yclose)']],
  [{ convention: 'xds', originPx: [3, 4] }, []],
  [
    { convention: 'xds', beamCentreMm: [1, 2], originPx: [3, null] },
    ['detector.beamCentreMm[0] (Xbeam)', 'detector.beamCentreMm[1] (Ybeam)'],
  ],
  [{ convention: 'dials', nearPointMm: [1, null] }, ['detector.nearPointMm[0] (Xclose)']],
  [{ convention: 'dials', nearPointMm: [1, null], forcePivot: 'beam' }, []],
  [
    { convention: 'mosflm', beamCentreMm: [1, 2], forcePivot: 'sample' },
    ['detector.beamCentreMm[1] (Ybeam)', 'detector.beamCentreMm[0] (Xbeam)'],
  ],
  [{ convention: 'custom', beamCentreMm: [1, null], originPx: [null, 4] }, []],
  [
    { convention: 'custom', beamCentreMm: [1, null], originPx: [3, 4], nearPointMm: [null, 5] },
    ['detector.originPx[0] (ORGX)', 'detector.originPx[1] (ORGY)'],
  ],
  [
    { convention: 'xds', axes: { fast: [1, 0, 0], spindle: [0, 1, 0] } },
    ['detector.axes.fast', 'detector.axes.spindle'],
  ],
])('fields that another convention takes are named, and no others: %o', (section, expected) => {
  expect(named(section)).toEqual(expected);
});

test('the warning names what does place the detector plane', () => {
  expect(warningsOf({ convention: 'xds', originPx: [3, 4], beamCentreMm: [1, null] }).map((w) => w.message)).toEqual([
    'detector.beamCentreMm[0] (Xbeam) does not move the detector plane: ORGX does',
  ]);
  expect(warningsOf({ convention: 'mosflm', nearPointMm: [1, null] }).map((w) => w.message)).toEqual([
    'detector.nearPointMm[0] (Xclose) does not move the detector plane: the mosflm convention, pivoting about the beam, does not look at it',
  ]);
});

test('a corner makes everything else idle', () => {
  const section: DetectorSection = {
    convention: 'custom',
    cornerM: [0.1, 0, 0],
    distanceMm: 90,
    beamCentreMm: [1, null],
  };
  expect(named(section, CORRECTED)).toEqual(['detector.beamCentreMm[0] (Xbeam)', 'detector.distanceMm']);
  expect(named({ ...section, cornerOverrideM: [0.1, 0, 0] })).toEqual([
    'detector.beamCentreMm[0] (Xbeam)',
    'detector.distanceMm',
    'detector.cornerM',
  ]);
});

const CONVENTIONS = ['mosflm', 'denzo', 'adxv', 'xds', 'dials', 'custom'] as const;
const PIVOTS = ['beam', 'sample'] as const;
const FIELDS: DetectorSection[] = [
  { beamCentreMm: [1.1, null] },
  { beamCentreMm: [null, 1.2] },
  { nearPointMm: [1.3, null] },
  { nearPointMm: [null, 1.4] },
  { originPx: [15, null] },
  { originPx: [null, 16] },
];

test.each(CONVENTIONS.flatMap((c) => PIVOTS.map((p) => [c, p] as const)))(
  'a field is warned of under %s and %s exactly when it does not move the detector plane',
  (convention, forcePivot) => {
    const { origin } = detectorOf({ convention, forcePivot });
    for (const field of FIELDS) {
      const moved = detectorOf({ convention, forcePivot, ...field }).origin.some((x, i) => x !== origin[i]);
      expect(named({ convention, forcePivot, ...field }).length, JSON.stringify(field)).toBe(moved ? 0 : 1);
    }
  },
);

test.each([
  [{ convention: 'xds', cornerM: [0.1, 0, 0] }, 'the xds convention has its own; use custom'],
  [
    { convention: 'custom', cornerM: [0.1, 0, 0] },
    'the C program never uses it; detector.cornerOverrideM holds always',
  ],
  [
    { convention: 'custom', cornerM: [0.1, 0, 0], cornerOverrideM: [0.2, 0, 0] },
    'detector.cornerOverrideM says where its corner is',
  ],
] as const)('why the corner of %o moves nothing', (section, why) => {
  const { message } = warningsOf(section).find((w) => w.message.startsWith('detector.cornerM ')) ?? {};
  expect(message).toBe(`detector.cornerM does not move the detector plane: ${why}`);
});

test('axes count in the custom convention alone, and the warning says so', () => {
  const axes = { fast: [1, 0, 0] } as const;
  expect(named({ convention: 'custom', axes: { ...axes, slow: [0, -1, 0] } })).toEqual([]);
  expect(warningsOf({ convention: 'adxv', axes }).map((w) => w.message)).toContain(
    'detector.axes.fast does not move the detector plane: the adxv convention has its own; use custom',
  );
});
