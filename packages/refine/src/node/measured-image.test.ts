import { writeFileSync } from 'node:fs';
import { writeCbf, writeSmv } from '@braggsim/detector-io';
import { recordingPanels } from '@braggsim/geometry';
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
    const { panels: read, calibration } = await measuredImage(files.at(name), experiment, {}, panels);
    return Array.from(read[0]?.values ?? [], (value) => value - calibration.offset);
  };
  const kept = await photonsOf('image.img', [writeSmv(image)].flat());
  expect(kept).toEqual(photons);
  expect(new Set(kept).size).toBeGreaterThan(10);
  expect(await photonsOf('image.cbf', [writeCbf(image)].flat())).toEqual(kept);
});
