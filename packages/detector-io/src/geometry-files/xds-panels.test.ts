import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { expect, test } from 'vitest';
import { readXdsInp, readXdsMask, readXparm } from '.';

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/segments/${name}`, import.meta.url)), 'utf8');
const INP = read('XDS.INP');
const XPARM = read('XPARM.XDS');

/** What `rstbx.cftbx.coordinate_frame_helpers` of DIALS 3.12.1 reads from these files, in the frame of XDS, mm. */
const DIALS = [
  { originMm: [-1.978, -201.923, 151.276], fast: [1, 0, 0], slow: [0, 0.6, 0.8] },
  { originMm: [-1.176779, -0.315363, 250.699891], fast: [0.99875, 0.04998, 0], slow: [-0.04998, 0.99875, 0] },
];

test.each([
  ['XDS.INP', () => readXdsInp(INP)],
  ['XPARM.XDS', () => readXparm(XPARM)],
])('segments of %s are panels, where DIALS has them', (_, readFile) => {
  const experiment = readFile();
  const panels = recordingPanels(resolveDetector(experiment.detector, experiment).value);
  expect(panels.map(({ pixelsFast, pixelsSlow }) => [pixelsFast, pixelsSlow])).toEqual([
    [20, 9],
    [18, 9],
  ]);
  for (const [p, { originMm, fast, slow }] of DIALS.entries()) {
    // The axes of the file have five digits, and ours are of length 1.
    panels[p]?.origin.forEach((m, i) => {
      expect(Math.abs(1000 * m - (originMm[i] as number))).toBeLessThan(1e-3);
    });
    for (const i of [0, 1, 2]) {
      expect(panels[p]?.fast[i]).toBeCloseTo(fast[i] as number, 5);
      expect(panels[p]?.slow[i]).toBeCloseTo(slow[i] as number, 5);
    }
  }
  expect(experiment).toMatchObject({ beam: { wavelengthA: 0.9763 }, scan: { startDeg: 12, widthDeg: 0.1 } });
});

test('untrusted rectangles are gaps of the panels, and their limits are good', () => {
  const { detector, scan, beam } = readXdsInp(INP);
  expect(detector?.panels?.map(({ gapsPx }) => gapsPx)).toEqual([[[3, 4, 0, 8]], [[1, 2, 0, 8]]]);
  expect([scan?.images, beam?.polarization]).toEqual([90, expect.closeTo(0.98, 12)]);
  const mask = readXdsMask(`${INP}UNTRUSTED_ELLIPSE= 1 2 3 4\n`);
  expect(mask.panels[0]).toMatchObject({ firstPixel: [0, 0], limits: { least: 0, largest: 65000 } });
  expect(mask.panels[1]?.firstPixel).toEqual([2, 11]);
  expect(mask.warnings).toEqual(['its UNTRUSTED_ELLIPSE is not read: UNTRUSTED_RECTANGLE is']);
});

test('a plate without segments, with comments and several keywords a line', () => {
  const plain = INP.replace(/^SEGMENT=[\s\S]*/m, '').replace(/\n(?=Q|ORGX)/g, ' ');
  const found = resolveDetector(readXdsInp(plain).detector, {}).value;
  expect(recordingPanels(found)[0]?.origin.map((m) => 1000 * m)).toEqual([
    expect.closeTo(-10 * 0.172, 9),
    expect.closeTo(-8.75 * 0.172, 9),
    expect.closeTo(1.5, 9),
  ]);
});

test('columns of XPARM.XDS that touch each other are told apart', () => {
  const touching = XPARM.replace('    1.50    2.50  250.20', '    1.50-1002.50  250.20');
  expect(readXparm(touching).detector?.panels?.[0]?.pixelsFast).toBe(20);
});

test.each([
  ['a keyword that is missing', () => readXdsInp(INP.replace(/NX= 20/, '')), 'needs NX= with a number, found nothing'],
  [
    'a word for a number',
    () => readXdsInp(INP.replace('1.5', 'far')),
    "needs DETECTOR_DISTANCE= with a number, found 'far'",
  ],
  [
    'an axis that is none',
    () => readXdsInp(INP.replace('X-AXIS= 1 0 0', 'X-AXIS= 0 0 0')),
    'DIRECTION_OF_DETECTOR_X-AXIS= of this XDS.INP is the zero vector',
  ],
  [
    'a segment without pixels',
    () => readXdsInp(INP.replace('1 20 1 9', '20 1 1 9')),
    'segment 1 of this detector of XDS has no pixels',
  ],
  [
    'a segment that is missing',
    () => readXparm(XPARM.split('\n').slice(0, 14).join('\n')),
    'expected the two lines of segment 2 of 2',
  ],
  [
    'more segments than a detector has',
    () => readXparm(XPARM.replace('         2        20', '  99999999        20')),
    'has 99999999 segments; up to 4096 can be read',
  ],
])('%s is refused', (_, readFile, message) => {
  expect(readFile).toThrow(message);
});
