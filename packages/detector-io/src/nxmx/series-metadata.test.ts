import { vector } from '@braggsim/core';
import { type Goniometer, type Image, MASK_BITS } from '@braggsim/core/derived';
import { joined } from '@braggsim/testkit';
import { beforeAll, expect, test } from 'vitest';
import { imageOf, plainMetadata } from '../fixture';
import { nxmxFacts } from './geometry';
import { type Hdf5, loadHdf5 } from './hdf5';
import { readNxmx } from './reader';
import { nxmxSeries } from './writer';

let hdf5: Hdf5;
beforeAll(async () => {
  hdf5 = await loadHdf5();
});

const deg = Math.PI / 180;

function fileOf(images: readonly Image[]): Uint8Array {
  const series = nxmxSeries(hdf5, 'a.nxs');
  return joined([...images.flatMap((image) => series.add(image)), ...series.finish()].flatMap(({ chunks }) => chunks));
}

const plain = (pixels: Int32Array | Float64Array, more: Partial<Image['metadata']> = {}): Image => ({
  ...imageOf(pixels, 2, 2),
  metadata: { ...plainMetadata(2, 2), ...more },
});

test('pixels masked in every image are in the mask, others are marked in the values of each image', () => {
  const images: Image[] = [
    { ...plain(Int32Array.of(1, 2, 3, 4)), masks: [Uint32Array.of(1, 16, 0, 0)] },
    { ...plain(Int32Array.of(5, 6, 7, 8)), masks: [Uint32Array.of(1, 0, 2, 0)] },
  ];
  const bytes = fileOf(images);
  const [first, second] = [1, 2].map((number) => readNxmx(hdf5, bytes, number));
  expect([...(first?.masks?.[0] ?? [])].map((bits) => bits !== 0)).toEqual([true, true, false, false]);
  expect([...(second?.masks?.[0] ?? [])].map((bits) => bits !== 0)).toEqual([true, false, true, false]);
  expect([...(second?.panels[0]?.data ?? [])]).toEqual([-1, 6, -2, 8]);
  expect((first?.masks?.[0]?.[0] ?? 0) & MASK_BITS.gap).toBe(MASK_BITS.gap);
});

test('a beam of electrons is that of its source', () => {
  const { beam } = plainMetadata(2, 2);
  const electrons = { ...beam, particle: 'electron', polarizationFraction: null } as const;
  const found = (more: Partial<Image['metadata']>) =>
    nxmxFacts(hdf5, fileOf([plain(Int32Array.of(1, 2, 3, 4), more)])).experiment.beam;
  expect(found({ beam: electrons })?.particle).toBe('electron');
  expect(found({})?.particle).toBeUndefined();
});

test('with an offset the marks are below the least count', () => {
  const image = { ...plain(Int32Array.of(0, 39, 41, 50), { offset: 40 }), masks: [Uint32Array.of(0, 0, 1, 2)] };
  const bytes = fileOf([image]);
  expect([...(readNxmx(hdf5, bytes).panels[0]?.data ?? [])]).toEqual([-40, -1, -41, -42]);
  expect([...(readNxmx(hdf5, bytes).masks?.[0] ?? [])]).toEqual([0, 0, 1, 2]);
});

test('counts beyond 32 bits are kept in double precision', () => {
  const pixels = Float64Array.of(1, 2 ** 40 + 1, 3, 2 ** 53 - 1);
  expect(readNxmx(hdf5, fileOf([plain(pixels)])).panels[0]?.data).toEqual(pixels);
});

test('decreasing and irregular angles round-trip, the former about the opposite axis', () => {
  const at = (start: number, width: number) =>
    plain(Int32Array.of(1, 2, 3, 4), { scan: { start: start * deg, width: width * deg } });
  const falling = nxmxFacts(hdf5, fileOf([at(10, -0.5), at(9.5, -0.5)])).experiment;
  const rising = nxmxFacts(hdf5, fileOf([at(10, 0.5), at(10.5, 0.5)])).experiment;
  expect(falling.scan?.startDeg).toBeCloseTo(-10, 9);
  expect(falling.scan?.widthDeg).toBeCloseTo(0.5, 9);
  expect(falling.detector?.axes?.spindle).toEqual(rising.detector?.axes?.spindle?.map((c) => 0 - c));
  const { angles } = nxmxFacts(hdf5, fileOf([at(0, 0.1), at(45, 0.2), at(20, 0.3)]));
  expect(angles?.startsDeg.map((angle) => Number(angle.toFixed(9)))).toEqual([0, 45, 20]);
  expect(angles?.widthsDeg.map((angle) => Number(angle.toFixed(9)))).toEqual([0.1, 0.2, 0.3]);
});

test('a goniometer of three axes round-trips with its chain', () => {
  const { detector } = plainMetadata(2, 2);
  const tilted = vector.unit([0, 1, 1]);
  const goniometer: Goniometer = {
    axes: [
      { name: 'phi', direction: detector.spindle, angleDeg: 12 },
      { name: 'kappa', direction: tilted, angleDeg: 40 },
      { name: 'omega', direction: detector.spindle, angleDeg: 5 },
    ],
    scanAxis: 0,
  };
  // Phi rotates, and kappa and omega rotate its axis.
  const spindle = vector.rotateThroughAxes(detector.spindle, [tilted, detector.spindle], [40, 5]);
  const at = (start: number) =>
    plain(Int32Array.of(1, 2, 3, 4), {
      detector: { ...detector, spindle },
      goniometer,
      scan: { start: start * deg, width: 0.5 * deg },
    });
  const { goniometer: found, experiment } = nxmxFacts(hdf5, fileOf([at(12), at(12.5)]));
  expect(found?.axes.map(({ name, angleDeg }) => [name, Number(angleDeg.toFixed(9))])).toEqual([
    ['phi', 12],
    ['kappa', 40],
    ['omega', 5],
  ]);
  expect([found?.scanAxis, Number(experiment.scan?.startDeg?.toFixed(9))]).toEqual([0, 12]);
  // The lab frame of the file is that of NeXus; lengths and angles between axes are the same in both.
  const [phi, kappa] = (found?.axes ?? []).map(({ direction }) => direction);
  expect(vector.dot(phi ?? [0, 0, 0], kappa ?? [0, 0, 0])).toBeCloseTo(vector.dot(detector.spindle, tilted), 12);
  const { spindle: back = [0, 0, 0] } = experiment.detector?.axes ?? {};
  expect(vector.dot(back, phi ?? [0, 0, 0])).toBeCloseTo(vector.dot(spindle, detector.spindle), 12);
});
