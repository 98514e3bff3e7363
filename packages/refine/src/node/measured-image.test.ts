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
  const { value, warnings } = await measuredImage(
    write('image.npy', []),
    {
      ...TRUTH,
      detector: { ...TRUTH.detector, mask: [write('detector.npy', [3]), write('nothing.npy', [])] },
      refine: { mask: write('refine.npy', [7]) },
    },
    { mask: write('list.npy', [5]) },
    panels,
  );
  const masked = [...(value.panels[0]?.mask ?? [])].flatMap((bits, i) => (bits === 0 ? [] : [i]));
  expect(masked).toEqual([3, 5, 7]);
  expect(warnings).toEqual([{ id: 'mask-file', message: expect.stringMatching(/nothing\.npy': it masks no pixel/) }]);
});
