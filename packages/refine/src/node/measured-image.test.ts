import { writeFileSync } from 'node:fs';
import { writeCbf, writeNpy, writeSmv } from '@braggsim/detector-io';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { simulate } from '@braggsim/simulate';
import { folder, joined } from '@braggsim/testkit';
import { afterAll, expect, test } from 'vitest';
import { TRUTH } from '../shot.fixture';
import { measuredImage } from './measured-image';

const files = folder();
afterAll(files.remove);

test('counts are the same from a format that keeps the offset of the readout and from one that subtracts it', async () => {
  const readout = [{ kind: 'photon' }, { kind: 'digitize', offset: 40 }] as const;
  const experiment = { ...TRUTH, readout, seed: 5 };
  const expected = await simulate(experiment);
  const image = { ...expected, metadata: { ...expected.metadata, offset: 40 } };
  const photons = Array.from(image.panels[0]?.data ?? [], Math.round);
  image.panels[0]?.data.set(photons.map((value) => value + 40));
  const panels = recordingPanels(image.metadata.detector);
  const photonsOf = async (name: string, bytes: readonly Uint8Array[]) => {
    writeFileSync(files.at(name), joined(bytes));
    const {
      value: { panels: read, calibration },
    } = await measuredImage(files.at(name), experiment, {}, panels);
    return Array.from(read[0]?.values ?? [], (value) => value - calibration.offset);
  };
  const kept = await photonsOf('image.img', [writeSmv(image)].flat());
  expect(kept).toEqual(photons);
  expect(new Set(kept).size).toBeGreaterThan(10);
  expect(await photonsOf('image.cbf', [writeCbf(image)].flat())).toEqual(kept);
});

test('masks of the detector, of the list and of the refinement count together, and their files are warned of', async () => {
  const panels = recordingPanels(resolveDetector(TRUTH.detector).value);
  const write = (name: string, masked: readonly number[]): string => {
    const keep = new Float32Array(120 * 120).fill(1);
    for (const pixel of masked) keep[pixel] = 0;
    writeFileSync(files.at(name), joined(writeNpy(keep, [120, 120])));
    return files.at(name);
  };
  const raw = new Float32Array(120 * 120).fill(1);
  raw[9] = 0;
  writeFileSync(files.at('raw.bin'), new Uint8Array(raw.buffer));
  const { value, warnings } = await measuredImage(
    write('image.npy', []),
    {
      ...TRUTH,
      detector: {
        ...TRUTH.detector,
        mask: [write('detector.npy', [3]), write('nothing.npy', []), files.at('raw.bin')],
      },
      refine: { mask: write('refine.npy', [7]) },
    },
    { mask: write('list.npy', [5]) },
    panels,
  );
  const masked = [...(value.panels[0]?.mask ?? [])].flatMap((bits, i) => (bits === 0 ? [] : [i]));
  expect(masked).toEqual([3, 5, 7, 9]);
  expect(warnings).toEqual([{ id: 'mask-file', message: expect.stringMatching(/nothing\.npy': it masks no pixel/) }]);
});

test('what a geometry file among the masks says of values counts: limits, marks, gain and pedestal', async () => {
  const values = new Float32Array(120 * 120).fill(50);
  values[4] = -7;
  values[6] = 1;
  writeFileSync(files.at('values.npy'), joined(writeNpy(values, [120, 120])));
  const panel = [0, 119, 0, 119].map((value, i) => `p0/${['min_fs', 'max_fs', 'min_ss', 'max_ss'][i]} = ${value}`);
  const geom = [
    'clen = 0.06',
    'res = 10000',
    'max_adu = 900',
    'flag_equal = -7',
    'p0/corner_x = -60',
    'p0/corner_y = -60',
  ];
  writeFileSync(files.at('d.geom'), [...geom, 'p0/fs = +1x', 'p0/ss = +1y', ...panel].join('\n'));
  const row = { name: 'p', type: '', fast_axis: [1, 0, 0], slow_axis: [0, 1, 0], origin: [-6, -6, -60] };
  const reported = { pixel_size: [0.1, 0.1], image_size: [120, 120], trusted_range: [2, 800], gain: 3, pedestal: 5 };
  const panels = [{ ...row, ...reported, raw_image_offset: [0, 0], thickness: 0, mu: 0, mask: [] }];
  const expt = { __id__: 'ExperimentList', experiment: [{ detector: 0 }], detector: [{ panels }] };
  writeFileSync(files.at('d.expt'), JSON.stringify(expt));
  const measured = async (mask: readonly string[], facts = {}, refine = {}) => {
    const detector = { ...TRUTH.detector, mask: mask.map(files.at) };
    const all = recordingPanels(resolveDetector(detector).value);
    const { value } = await measuredImage(files.at('values.npy'), { ...TRUTH, detector, refine }, facts, all);
    const masked = [...(value.panels[0]?.mask ?? [])].flatMap((bits, i) => (bits === 0 ? [] : [i]));
    return { trusted: value.trusted, calibration: value.calibration, masked };
  };
  expect(await measured([])).toMatchObject({
    trusted: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    masked: [],
  });
  expect(await measured(['d.geom'])).toMatchObject({ trusted: [-Infinity, 900], masked: [4] });
  const calibration = { gain: 3, offset: 5, readNoise: 0 };
  expect(await measured(['d.expt'])).toMatchObject({ trusted: [2, 800], masked: [4, 6], calibration });
  const least = Number.NEGATIVE_INFINITY;
  expect(await measured(['d.geom', 'd.expt'])).toMatchObject({ trusted: [least, 800], masked: [4, 6], calibration });
  // A list says more of its images than a mask does, and the experiment more than any file.
  const list = { gain: 2, pedestal: 1, trusted: [-1, 850] as const };
  expect(await measured(['d.expt'], list)).toMatchObject({ trusted: [2, 800], calibration: { gain: 2, offset: 1 } });
  const own = { trusted: [0, 5000] as const, gain: 7 };
  // Its trusted range replaces limits of files, and values that mark a pixel still do.
  const masks = ['d.expt', 'd.geom'];
  const expected = { trusted: [0, 5000], calibration: { gain: 7 }, masked: [4] };
  expect(await measured(masks, list, own)).toMatchObject(expected);
});
