import { writeFileSync } from 'node:fs';
import { units } from '@braggsim/core';
import type { ImagePlan, Plan } from '../../plan/plan';
import type { Shot } from '../../shot/make-shot';
import { type Compression, openHdf5 } from './hdf5-file';
import { modelNames, RESONET_GEOMETRY, RESONET_LABELS, resonetLabels } from './resonet-labels';
import { resonetTemplate } from './resonet-template';
import { truthColumns } from './shot-arrays';
import type { SpotColumns } from './spot-columns';
import type { StoredShot } from './stored-shot';

/** Writes the files of a shard in one layout. */
export interface LayoutWriter {
  add(shot: Shot, stored: StoredShot): void;
  /** Ends the files of the layout. @param spots spots of all shots, where the plan asks for them */
  end(spots: SpotColumns | undefined): void;
  /** Gives up files that cannot be completed; never throws. */
  discard(): void;
}

const MASK = 'nominal_mask';

/**
 * Begins a file of Resonet's layout, `compressed#####.h5`: `images`, `labels`, `geom` and `nominal_mask` as its loader reads them,
 * and beside them `shot`, `truth` (every label that is a number), and the further arrays of the plan.
 */
export async function resonetFile(path: string, plan: Plan, images: ImagePlan): Promise<LayoutWriter> {
  writeFileSync(path, resonetTemplate());
  const file = await openHdf5(path, true);
  const compression: Compression = { gzip: images.compression === 'gzip' ? images.level : undefined };
  const models = modelNames(plan);
  const truth = truthColumns(plan);
  const rows = { labels: [] as number[], geom: [] as number[], truth: [] as number[], shot: [] as number[] };
  let masked = false;
  return {
    add(shot, { image, frame, expected, peaks }) {
      const { detector } = shot.derived;
      if (!masked) file.mask(MASK, shot.noiseFree.measured, [detector.pixelsSlow, detector.pixelsFast]);
      masked = true;
      file.append('images', image, frame.shape, compression);
      if (expected) file.append('images_mean', expected, frame.shape, compression);
      if (peaks && images.also.includes('peakMask')) file.append('peak_mask', peaks, frame.shape, compression);
      const labels = resonetLabels(plan, shot, frame, models);
      rows.labels.push(...RESONET_LABELS.map((name) => labels[name]));
      const pixelMm = units.toMm(detector.pixelSize);
      rows.geom.push(labels.detdist, labels.wavelen, pixelMm, detector.pixelsFast, detector.pixelsSlow);
      rows.truth.push(...truth.map((name) => Number(shot.labels[name])));
      rows.shot.push(shot.drawn.shot);
    },
    end(spots) {
      const count = rows.shot.length;
      file.put('labels', Float32Array.from(rows.labels), [count, RESONET_LABELS.length]);
      file.attribute('labels', 'names', [...RESONET_LABELS]);
      file.attribute('labels', 'pdbmap', models.length > 0 ? models : ['']);
      file.put('geom', Float32Array.from(rows.geom), [count, RESONET_GEOMETRY.length]);
      file.attribute('geom', 'names', [...RESONET_GEOMETRY]);
      file.put('truth', Float64Array.from(rows.truth), [count, truth.length]);
      file.attribute('truth', 'names', truth);
      file.put('shot', BigInt64Array.from(rows.shot, BigInt), [count]);
      file.attribute('', 'cbf_names', ['simulated']);
      if (spots) {
        file.group('spots');
        for (const { name, values, shape } of spots.arrays()) file.put(`spots/${name}`, values, shape, compression);
      }
      file.close();
    },
    discard() {
      try {
        file.close();
      } catch {
        // What has not been written is not wanted any more.
      }
    },
  };
}
