import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { NamedFile, SeriesWriter } from '@braggsim/core';
import type { Image } from '@braggsim/core/derived';
import { codecs } from '@braggsim/detector-io';
import { importNotes, xdsInp } from '@braggsim/detector-io/geometry';
import { digitize, photon } from '@braggsim/noise';
import { parseHkl, type Reflections } from '@braggsim/reflections';
import { buildPlan, simulate } from '@braggsim/simulate';
import ndarray from 'ndarray';
import { type SeriesOptions, seriesExperiment } from './experiment';

const OFFSET = 40;
const AMPLITUDES = new URL('../../examples/lysozyme/lysozyme_1vat.hkl.gz', import.meta.url);

/**
 * Returns the amplitudes of lysozyme without F(000), whose spot in the direct beam would be brighter than all others.
 */
export async function amplitudes(): Promise<Reflections> {
  const text = gunzipSync(await readFile(AMPLITUDES)).toString();
  return parseHkl(Buffer.from(text.replace(/^0 0 0 .*\n/m, '')), { name: 'lysozyme_1vat.hkl' });
}

const imageNumber = (index: number): string => String(index + 1).padStart(4, '0');

/** Returns photons as recorded by a detector: with counting noise, an offset and clipping at 16 bits. */
function record(image: Image, index: number): Image {
  const panels = image.panels.map((panel, p) => {
    const [slow = 0, fast = 0] = panel.shape;
    const values = Float64Array.from(panel.data);
    const context = { seed: 1, image: index, panel: p, shape: [slow, fast] as const };
    photon.apply(values, {}, context);
    digitize.apply(values, { offset: OFFSET }, context);
    return ndarray(Uint16Array.from(values), [slow, fast]);
  });
  return { panels, metadata: { ...image.metadata, offset: OFFSET } };
}

/** Simulates the series and writes it as SMV, miniCBF and NXmx to folders with these names. */
export async function makeSeries(options: SeriesOptions, folder: string, say: (line: string) => void): Promise<void> {
  for (const format of ['smv', 'cbf', 'nxmx']) mkdirSync(join(folder, format), { recursive: true });
  const codec = async (id: string) => {
    const make = codecs.get(id);
    if (!make) throw new Error(`there is no codec '${id}'`);
    return make();
  };
  const [smv, cbf, nxmx] = await Promise.all([codec('smv'), codec('cbf'), codec('nxmx')]);
  const series = nxmx.series?.('lyso.nxs', {}) as SeriesWriter;
  const reflections = await amplitudes();
  const keep = ({ name, chunks }: NamedFile) => writeFileSync(join(folder, 'nxmx', name), Buffer.concat(chunks));
  const start = performance.now();
  for (let index = 0; index < options.images; index++) {
    const image = record(await simulate(seriesExperiment(options, index), { inputs: { reflections } }), index);
    const name = `lyso_${imageNumber(index)}`;
    writeFileSync(join(folder, 'smv', `${name}.img`), Buffer.concat(smv.encode?.(image, { header: 'full' }) ?? []));
    writeFileSync(join(folder, 'cbf', `${name}.cbf`), Buffer.concat(cbf.encode?.(image, { name }) ?? []));
    for (const file of series.add(image)) keep(file);
    say(`image ${index + 1} of ${options.images}, ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  for (const file of series.finish()) keep(file);
  await writeTruth(options, folder);
}

/** Writes the values that the readers should find, and the import notes of the images. */
async function writeTruth(options: SeriesOptions, folder: string): Promise<void> {
  const reflections = await amplitudes();
  const { derived, metadata } = await buildPlan(seriesExperiment(options, 0), { reflections });
  const recorded = { ...metadata, offset: OFFSET };
  const { aStar, bStar, cStar } = derived.crystal;
  const { beamCentre, distance } = derived.detector;
  const truth = {
    aStar,
    bStar,
    cStar,
    beamFast: beamCentre.fast,
    beamSlow: beamCentre.slow,
    distance,
    images: options.images,
    offset: OFFSET,
  };
  writeFileSync(join(folder, 'truth.json'), JSON.stringify(truth));
  const files = { template: '../cbf/lyso_????.cbf', first: 1, last: options.images };
  writeFileSync(join(folder, 'XDS.INP'), xdsInp(recorded, { ...files, format: 'cbf' }));
  writeFileSync(join(folder, 'IMPORT.txt'), importNotes(recorded, 'smv'));
}
