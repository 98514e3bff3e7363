import { writeFileSync } from 'node:fs';
import { units } from '@braggsim/core';
import type { ChunkedDataset, ElementType } from '@braggsim/detector-io/node';
import type { ImagePlan, Plan } from '../../plan/plan';
import { appendChunks } from './chunked-hdf5';
import { type GrowingHdf5, openHdf5, type Values } from './hdf5-file';
import type { LayoutWriter } from './layout-writer';
import { modelNames, RESONET_GEOMETRY, RESONET_LABELS, resonetLabels } from './resonet-labels';
import { resonetTemplate } from './resonet-template';
import { truthColumns } from './shot-arrays';

const MASK = 'nominal_mask';

/**
 * Begins a file of Resonet's layout, `compressed#####.h5`: `images`, `labels`, `geom` and `nominal_mask` as its loader reads them,
 * and beside them `shot`, `truth` (every label that is a number), and the further arrays of the plan.
 */
export async function resonetFile(path: string, plan: Plan, images: ImagePlan): Promise<LayoutWriter> {
  writeFileSync(path, resonetTemplate());
  const chunks = appendChunks(path);
  const gzip = images.compression === 'gzip' ? images.level : undefined;
  const chunked = new Map<string, ChunkedDataset>();
  const append = (name: string, type: ElementType, shape: readonly number[], values: Values, entries = 1): void => {
    const dataset = { type, shape, gzip, entries };
    chunks.append(name, dataset, values);
    chunked.set(name, dataset);
  };
  const addEmpty = (name: string, dataset: ChunkedDataset): void => {
    chunks.addEmpty(name, dataset);
    chunked.set(name, dataset);
  };
  const models = modelNames(plan);
  const truth = truthColumns(plan);
  const rows = { labels: [] as number[], geom: [] as number[], truth: [] as number[], shot: [] as number[] };
  let mask: { readonly values: Uint8Array; readonly shape: readonly [number, number] } | undefined;

  const putTables = (file: GrowingHdf5): void => {
    const count = rows.shot.length;
    if (mask) file.mask(MASK, mask.values, mask.shape);
    file.put('labels', Float32Array.from(rows.labels), [count, RESONET_LABELS.length]);
    file.attribute('labels', 'names', [...RESONET_LABELS]);
    file.attribute('labels', 'pdbmap', models);
    file.put('geom', Float32Array.from(rows.geom), [count, RESONET_GEOMETRY.length]);
    file.attribute('geom', 'names', [...RESONET_GEOMETRY]);
    file.put('truth', Float64Array.from(rows.truth), [count, truth.length]);
    file.attribute('truth', 'names', truth);
    file.put('shot', BigInt64Array.from(rows.shot, BigInt), [count]);
    file.attribute('', 'cbf_names', ['simulated']);
  };

  return {
    add(shot, { image, frame, expected, peaks, pixelLabels }) {
      const { detector } = shot.derived;
      mask ??= { values: shot.measured, shape: [detector.pixelsSlow, detector.pixelsFast] };
      append('images', 'uint16', frame.shape, image);
      if (expected) append('images_mean', 'float32', frame.shape, expected);
      if (peaks && images.also.includes('peakMask')) append('peak_mask', 'uint8', frame.shape, peaks);
      for (const { name, shape, values } of pixelLabels) append(name, 'float32', shape, values);
      const labels = resonetLabels(plan, shot, frame, models);
      rows.labels.push(...RESONET_LABELS.map((name) => labels[name]));
      const pixelMm = units.toMm(detector.pixelSize);
      rows.geom.push(labels.detdist, labels.wavelen, pixelMm, detector.pixelsFast, detector.pixelsSlow);
      rows.truth.push(...truth.map((name) => Number(shot.labels[name])));
      rows.shot.push(shot.drawn.shot);
    },
    async end(spots) {
      const arrays = spots?.arrays() ?? [];
      for (const { name, type, values, shape } of arrays) {
        const [count = 0, ...entry] = shape;
        if (count > 0) append(`spots/${name}`, type, entry, values, count);
        else addEmpty(`spots/${name}`, { type, shape: entry, gzip });
      }
      chunks.end();
      const file = await openHdf5(path, true);
      try {
        putTables(file);
        if (spots) file.group('spots');
        // The library makes datasets by these names, which the chunked ones replace.
        for (const name of chunked.keys()) file.put(name, Uint8Array.of(0), [1]);
      } finally {
        file.close();
      }
      chunks.link();
    },
    discard: () => chunks.discard(),
  };
}
