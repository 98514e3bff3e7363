import { units, type Vec3, vector } from '@braggsim/core';
import type { ImageMetadata, Panel } from '@braggsim/core/derived';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { describeFormat } from '@braggsim/testkit/suites';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileExperiment } from '../described';
import { panelsImage, plainMetadata } from '../fixture';
import { readExpt } from './expt';
import { writeExpt } from './expt-writer';
import { readGeom } from './geom';
import { writeGeom } from './geom-writer';

const metadataOf = (experiment: FileExperiment): ImageMetadata => ({
  ...plainMetadata(1, 1),
  detector: resolveDetector(experiment.detector, experiment).value,
  beam: { ...plainMetadata(1, 1).beam, wavelength: (experiment.beam?.wavelengthA ?? 1) * 1e-10 },
});

const pixelAt = ({ origin, fast, slow, pixelSize }: Panel, f: number, s: number): Vec3 =>
  vector.add(vector.add(origin, vector.scale(fast, f * pixelSize)), vector.scale(slow, s * pixelSize));

function expectSamePixels(found: readonly Panel[], expected: readonly Panel[], toleranceM: number) {
  expect(found.length).toBe(expected.length);
  expected.forEach((panel, i) => {
    const other = found[i] as Panel;
    expect([other.pixelsFast, other.pixelsSlow, other.gaps]).toEqual([panel.pixelsFast, panel.pixelsSlow, panel.gaps]);
    for (const [f, s] of [
      [0, 0],
      [panel.pixelsFast, 0],
      [0, panel.pixelsSlow],
      [panel.pixelsFast, panel.pixelsSlow],
    ] as const) {
      expect(vector.length(vector.subtract(pixelAt(other, f, s), pixelAt(panel, f, s)))).toBeLessThan(toleranceM);
    }
  });
}

const GEOM = `; a detector of two
photon_energy = 9500 eV
clen = 0.12
res = 13333.3
data = /data ; comment
p0/min_fs = 0
p0/max_fs = 193
p0/min_ss = 0
p0/max_ss = 184
p0/fs = -0.004236x +0.999992y
p0/ss = -0.999992x -0.004236y
p0/corner_x = 425.307
p0/corner_y = -10.0703
p1/min_fs = 194
p1/max_fs = 387
p1/min_ss = 0
p1/max_ss = 184
p1/res = 9090.91
p1/coffset = -0.002
p1/fs = x
p1/ss = +1.0y -0.1z
p1/corner_x = -400
p1/corner_y = 20
bad_b/panel = p1
bad_b/min_fs = 190
bad_b/max_fs = 200
bad_b/min_ss = 3
bad_b/max_ss = 4
bad_jet/min_x = -500
bad_jet/max_x = -398
bad_jet/min_y = 20
bad_jet/max_y = 21.5
`;

test('a .geom file: panels, units, defaults, bad regions', () => {
  const experiment = readGeom(GEOM);
  expect(experiment.beam).toEqual({ energyEv: 9500 });
  const [p0, p1] = recordingPanels(metadataOf(experiment).detector) as [Panel, Panel];
  expect([p0.name, p0.pixelsFast, p0.pixelsSlow, p1.pixelsFast]).toEqual(['p0', 194, 185, 194]);
  expect(p0.pixelSize).toBeCloseTo(1 / 13333.3, 12);
  expect(p1.pixelSize).toBeCloseTo(1 / 9090.91, 12);
  for (const [found, expected] of [
    [p0.origin, [425.307 / 13333.3, -10.0703 / 13333.3, 0.12]],
    [p1.origin, [-400 / 9090.91, 20 / 9090.91, 0.118]],
    [p0.fast, [-0.004236, 0.999992, 0]],
    [p1.slow, [0, (Math.SQRT1_2 * Math.SQRT2) / Math.sqrt(1.01), -0.1 / Math.sqrt(1.01)]],
  ] as const) {
    expected.forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
  }
  // Columns 190 to 200 of the image are the first seven of the second panel, which begins at 194.f 21.
  expect([p0.gaps, p1.gaps]).toEqual([
    [],
    [
      { fast: [0, 7], slow: [3, 5] },
      { fast: [0, 2], slow: [1, 2] },
    ],
  ]);
});

test('bad regions of a .geom file in the lab frame select pixels of rotated panels row by row', () => {
  const region = 'bad_r/min_x = 420\nbad_r/max_x = 424.5\nbad_r/min_y = -10.2\nbad_r/max_y = -7.5\n';
  const turned = recordingPanels(metadataOf(readGeom(GEOM.replace(/bad_b[\s\S]*$/, region))).detector)[0] as Panel;
  // From row to row x decreases by one, and along a row y increases by one.
  expect(turned.gaps).toEqual([{ fast: [0, 3], slow: [1, 6] }]);
});

test('.geom: detector shifts, wavelength, and paths whose values are given separately', () => {
  const [plain, moved] = [GEOM, `${GEOM}detector_shift_x = 1.5 mm\ndetector_shift_y = -0.002\n`].map(
    (text) => recordingPanels(metadataOf(readGeom(text)).detector)[1] as Panel,
  );
  const step = vector.subtract((moved as Panel).origin, (plain as Panel).origin);
  [0.0015, -0.002, 0].forEach((value, i) => {
    expect(step[i]).toBeCloseTo(value, 9);
  });
  expect(readGeom(GEOM.replace('photon_energy = 9500 eV', 'wavelength = 1.2 A')).beam).toEqual({ wavelengthA: 1.2 });
  const paths = GEOM.replace('0.12', '/LCLS/position').replace('9500 eV', '/LCLS/energy');
  const { detector, beam } = readGeom(paths, { distance: true, energy: true });
  expect(beam).toBeUndefined();
  const placed = metadataOf({ detector: { ...detector, distanceMm: 120 } }).detector;
  const [p0, p1] = recordingPanels(placed) as [Panel, Panel];
  expect(p0.origin[2] - p1.origin[2]).toBeCloseTo(0.002, 9);
});

test('.geom: a separately given distance is that of the detector plane, coffset included', () => {
  const paths = `${GEOM.replace('0.12', '/LCLS/position').replace(/p1\/coffset.*\n/, '')}coffset = 0.01\n`.replace(
    '1.0y -0.1z',
    'y',
  );
  const { detector } = readGeom(paths, { distance: true });
  const panels = recordingPanels(metadataOf({ detector: { ...detector, distanceMm: 100 } }).detector);
  for (const { origin } of panels) expect(origin[2]).toBeCloseTo(0.1, 12);
});

test('.geom to .expt and back gives the same pixel positions', () => {
  const first = metadataOf(readGeom(GEOM));
  const viaExpt = metadataOf(readExpt(writeExpt(first)));
  const back = metadataOf(readGeom(writeGeom(viaExpt)));
  expectSamePixels(recordingPanels(back.detector), recordingPanels(first.detector), 1e-13);
});

test('any arrangement of panels round-trips through .geom and .expt', () => {
  const unitVector = fc
    .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }))
    .map(([a, b]): Vec3 => vector.unit([a, b, 0.5 * a * b]))
    .filter((v) => vector.length(v) > 0.5);
  const mm = fc.double({ min: -200, max: 200, noNaN: true });
  const row = fc
    .record({
      pixelsFast: fc.integer({ min: 1, max: 2000 }),
      pixelsSlow: fc.integer({ min: 1, max: 2000 }),
      pixelMm: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
      cornerMm: fc.tuple(mm, mm, fc.double({ min: -20, max: 20, noNaN: true })),
      fast: unitVector,
    })
    .map(({ fast, ...rest }) => ({ ...rest, fast, slow: vector.unit(vector.cross([0, 0, 1], fast)) }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (panels) => {
      const first = metadataOf({ detector: { distanceMm: 150, panels, rotationDeg: [1, 2, 3] } });
      const again = metadataOf(readExpt(writeExpt(first)));
      const back = metadataOf(readGeom(writeGeom(again)));
      const direct = metadataOf(readGeom(writeGeom(first)));
      expectSamePixels(recordingPanels(back.detector), recordingPanels(direct.detector), 1e-12);
    }),
    { numRuns: 30 },
  );
});

test('beam, scan and gaps round-trip through .expt', () => {
  const plain = plainMetadata(100, 100);
  const detector = { ...plain.detector, gaps: [{ fast: [1, 3], slow: [3, 5] }] as const };
  const scan = { start: 0.1, width: Math.PI / 360 };
  const text = writeExpt({ ...plain, detector, scan, beam: { ...plain.beam, polarizationFraction: 0.5 } }, 60);
  const experiment = readExpt(text);
  expect(experiment.beam).toEqual({ wavelengthA: 1, polarization: 0.5 });
  expect(experiment.scan).toEqual({
    startDeg: expect.closeTo(5.72958, 4),
    widthDeg: expect.closeTo(0.5, 12),
    images: 60,
  });
  const { detector: found } = metadataOf(experiment);
  expect(found.panels).toBeUndefined();
  expect(found.gaps).toEqual([{ fast: [1, 3], slow: [3, 5] }]);
  expect(found.distance).toBeCloseTo(0.1, 12);
  expect(found.beamCentre.fast).toBeCloseTo(plain.detector.beamCentre.fast, 12);
  expect(found.beamCentre.slow).toBeCloseTo(plain.detector.beamCentre.slow, 12);
  expect(vector.dot(found.spindle, found.fast)).toBeCloseTo(1, 12);
});

test('panels of a hierarchy are placed in the frames of their groups', () => {
  const panel = {
    name: 'a',
    fast_axis: [1, 0, 0],
    slow_axis: [0, 1, 0],
    origin: [1, 2, 3],
    image_size: [4, 5],
    pixel_size: [0.1, 0.1],
    mask: [],
  };
  const group = (axes: readonly (readonly number[])[], origin: readonly number[], children: readonly unknown[]) => ({
    fast_axis: axes[0],
    slow_axis: axes[1],
    origin,
    children,
  });
  // A quarter turn within a half turn maps x to -y and y to x, and keeps the normals.
  const inner = group(
    [
      [0, 1, 0],
      [-1, 0, 0],
    ],
    [10, 0, 0],
    [{ panel: 0 }],
  );
  const hierarchy = group(
    [
      [-1, 0, 0],
      [0, -1, 0],
    ],
    [0, 0, -100],
    [inner],
  );
  const experiment = { __id__: 'Experiment', detector: 0 };
  const [found] = recordingPanels(
    metadataOf(readExpt(JSON.stringify({ experiment: [experiment], detector: [{ panels: [panel], hierarchy }] })))
      .detector,
  ) as [Panel];
  const lab = { fast: [0, -1, 0], slow: [1, 0, 0], origin: [-0.01 + 0.002, -0.001, -0.1 + 0.003] };
  for (const axis of ['fast', 'slow', 'origin'] as const) {
    lab[axis].forEach((value, i) => {
      expect(found[axis][i]).toBeCloseTo(value, 12);
    });
  }
});

test.each([
  ['not JSON', 'geom', 'not JSON'],
  ['an empty list', '{"experiment":[]}', 'no experiment'],
  ['no detector', '{"experiment":[{}]}', 'no detector'],
  ['no panels', '{"experiment":[{"detector":0}],"detector":[{}]}', 'no panels'],
  [
    'a word for a number',
    '{"experiment":[{"detector":0}],"detector":[{"panels":[{"image_size":["a",1]}]}]}',
    'image_size',
  ],
])('.expt: %s is refused', (_, text, message) => {
  expect(() => readExpt(text)).toThrow(message);
});

test.each([
  ['no panels', 'clen = 0.1\n', 'no panels'],
  ['a path for the camera length', GEOM.replace('0.12', '/LCLS/position'), 'needs clen'],
  [
    'a path for the camera length, with a known energy',
    GEOM.replace('0.12', '/LCLS/position'),
    'the distance of the detector plane, coffset included',
  ],
  ['a path for the energy', GEOM.replace('9500 eV', '/LCLS/energy'), 'energy or wavelength of its photons'],
  ['no energy at all', GEOM.replace('9500 eV', '0'), "must be above 0, found '0'"],
  ['a negative wavelength', GEOM.replace('photon_energy = 9500 eV', 'wavelength = -1 A'), "above 0, found '-1 A'"],
  ['a path for a shift', `${GEOM}detector_shift_x = /x`, "detector_shift_x, a length in metres, found '/x'"],
  ['a path for the voltage', `${GEOM}electron_voltage = /ht`, "the voltage of its electrons, found '/ht'"],
  ['a voltage of 0', `${GEOM}electron_voltage = 0 kV`, 'the voltage of its electrons must be above 0'],
  ['another rail', `${GEOM}rail_direction = y`, 'rail_direction can be z only'],
  ['half a bad region', `${GEOM}bad_h/min_x = 1`, 'bad_h of this .geom file needs min_x and max_x'],
  ['no pixels', GEOM.replace('max_fs = 193', 'max_fs = -1'), 'max is below min'],
  ['a direction that cannot be parsed', GEOM.replace('= x\n', '= north\n'), "found 'north'"],
  ['a direction of a decimal point alone', GEOM.replace('= x\n', '= .x\n'), "found '.x'"],
  ['a direction of an exponent alone', GEOM.replace('= x\n', '= e5x\n'), "found 'e5x'"],
  ['no resolution', GEOM.replace('res = 13333.3\n', ''), 'needs res'],
])('.geom: %s is refused', (_, text, message) => {
  expect(() => readGeom(text)).toThrow(message);
});

test('electrons round-trip through .expt and .geom, without a polarization', () => {
  const plain = plainMetadata(10, 12);
  const wavelength = units.wavelengthOfElectrons(200_000);
  const metadata = {
    ...plain,
    beam: { ...plain.beam, wavelength, polarizationFraction: null, particle: 'electron' },
  } as const;
  const { beam } = readExpt(writeExpt(metadata));
  expect(beam).toEqual({ particle: 'electron', wavelengthA: units.toAngstrom(wavelength) });
  const geom = readGeom(writeGeom(metadata)).beam;
  expect(geom?.particle).toBe('electron');
  expect(geom?.energyEv).toBeCloseTo(200_000, 0);
  expect(readGeom(`${GEOM}electron_voltage = 300 kV`).beam).toEqual({ particle: 'electron', energyEv: 300_000 });
  expect(writeExpt(plain)).not.toContain('probe');
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const panelsOf = ({ detector }: FileExperiment) => expect(detector?.panels?.length ?? 1).toBeGreaterThan(0);

/** Joins lines with the numbers 0 to count - 1. */
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

describeFormat('.geom', {
  files: { GEOM },
  read: (bytes) => readGeom(text(bytes)),
  check: panelsOf,
  endsAnywhere: true,
  broken: {
    'panels with too many fields': lines(20_000, (i) => `word${i} = 1\np${i}/max_fs = 1`),
    'bad regions in every panel': lines(5000, (i) => `p${i}/max_fs = 1\nbad${i}/min_fs = 1`),
    'bad regions in more rows than a detector has': `${GEOM.replace('p0/max_ss = 184', 'p0/max_ss = 9e8')}${lines(9, (i) => `bad${i}/min_x = 0\nbad${i}/max_x = 9\nbad${i}/min_y = 0\nbad${i}/max_y = 9`)}`,
    'more panels than a detector has': `clen = 1\nres = 1\nmin_fs = 0\nmin_ss = 0\nmax_fs = 1\nmax_ss = 1\ncorner_x = 0\n${lines(50_000, (i) => `p${i}/corner_y = 0`)}`,
  },
});
describeFormat('.expt', {
  files: { 'one panel': writeExpt(plainMetadata(10, 12)), 'two panels': writeExpt(panelsImage().metadata) },
  read: (bytes) => readExpt(text(bytes)),
  check: panelsOf,
  endsAnywhere: true,
  broken: { 'lists of lists': `{"experiment":${'['.repeat(1e5)}${']'.repeat(1e5)}}` },
});
