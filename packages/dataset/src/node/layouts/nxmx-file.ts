import { basename } from 'node:path';
import type { PixelMask } from '@braggsim/core/derived';
import { codecs } from '@braggsim/detector-io';
import { type ElementArray, elementTypeOf } from '@braggsim/detector-io/node';
import { digitizing } from '@braggsim/simulate';
import ndarray from 'ndarray';
import type { ImagePlan } from '../../plan/plan';
import type { Shot } from '../../shot/make-shot';
import { USUAL_READOUT } from '../../shot/usual-readout';
import { appendChunks } from './chunked-hdf5';
import { experimentList, type ListedShot, listedShot, shotMetadata } from './experiment-list';
import type { LayoutWriter } from './layout-writer';
import { writeSynced } from './synced-file';

/**
 * Begins the files of the NXmx layout: the raw images of a shard as `shard-#####.nxs`, each with its wavelength, and an experiment
 * list of dxtbx with a beam, a detector and crystals for each of them.
 *
 * @param path of the NXmx file; the list stands beside it
 */
export async function nxmxFile(
  path: string,
  { compression, level }: ImagePlan,
  masks: readonly (PixelMask | undefined)[] | undefined,
): Promise<LayoutWriter> {
  const make = codecs.get('nxmx');
  const codec = await make?.();
  const name = basename(path);
  // The metadata of the images are known after the last of them: until then their chunks are in a file of their own.
  const chunks = appendChunks(path, true);
  const gzip = compression === 'gzip' ? level : undefined;
  const takeFrame = (pixels: ElementArray, shape: readonly [number, number]): void =>
    chunks.append('entry/data/data', { type: elementTypeOf(pixels), shape, gzip }, pixels);
  const series = codec?.series?.(name, { takeFrame, ownWavelengths: true, compression });
  if (!series) throw new Error('there is no writer of NXmx');
  const listed: ListedShot[] = [];
  return {
    add(shot: Shot) {
      const { derived, drawn, recorded } = shot;
      const { pixelsSlow, pixelsFast } = derived.detector;
      const { offset = 0 } = digitizing(drawn.experiment.readout ?? USUAL_READOUT) ?? {};
      const metadata = shotMetadata(shot, offset);
      series.add({ panels: [ndarray(recorded, [pixelsSlow, pixelsFast])], metadata, ...(masks && { masks }) });
      listed.push(listedShot(shot, metadata));
    },
    end() {
      for (const file of series.finish()) writeSynced(path, file.chunks);
      chunks.end();
      chunks.link();
      const text = experimentList(listed, name);
      writeSynced(path.replace(/\.nxs$/, '.expt'), [new TextEncoder().encode(text)]);
    },
    discard: () => chunks.discard(),
  };
}
