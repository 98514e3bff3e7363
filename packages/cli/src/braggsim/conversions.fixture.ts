import { units } from '@braggsim/core';
import { type Image, type ImageMetadata, MASK_BITS } from '@braggsim/core/derived';
import { codecs } from '@braggsim/detector-io';
import { FORMAT_HOLDINGS, HELD_THINGS, type HeldThing } from '@braggsim/detector-io/conversions';
import { resolveDetector } from '@braggsim/geometry';
import { metadataOf } from '@braggsim/simulate';
import { imageNumber, openInspected } from '@braggsim/simulate/node';
import { joined } from '@braggsim/testkit';
import ndarray from 'ndarray';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Folder, folder } from '../terminal/run.fixture';
import { finish } from './run.fixture';

/** Every pair of formats, against the table of what each keeps (docs/reference/conversions.md). */

const [SLOW, FAST] = [6, 8];
const SHAPE = ['--shape', `${SLOW},${FAST}`];

/** Returns the kinds of information that the test image has; offsets, panels, axes and electrons have tests of their own. */
const THINGS = (Object.keys(HELD_THINGS) as HeldThing[]).filter(
  (thing) => !['offset', 'panels', 'axes', 'particle'].includes(thing),
);

const EXTENSIONS: Readonly<Record<string, string>> = {
  nxmx: '.nxs',
  cbf: '.cbf',
  smv: '.img',
  tiff: '.tif',
  npy: '.npy',
  raw: '.bin',
  png: '.png',
  pgm: '.pgm',
};
export const FORMATS = Object.keys(EXTENSIONS);

/** Returns an image of a flat detector perpendicular to the beam with as much metadata as a file can hold. */
function richImage(): Image {
  const detector = resolveDetector({
    convention: 'denzo',
    pixelsFast: FAST,
    pixelsSlow: SLOW,
    pixelMm: 0.172,
    distanceMm: 150,
    beamCentreMm: [0.516, 0.43],
  }).value;
  const mask = new Uint32Array(SLOW * FAST);
  mask[3] = MASK_BITS.gap;
  mask[10] = MASK_BITS.dead;
  mask[20] = MASK_BITS.noisy;
  const metadata: ImageMetadata = {
    detector,
    beam: { wavelength: 1.2e-10, fluence: 0, flux: 0, exposure: 0, beamSize: null, polarizationFraction: 0.9 },
    scan: { start: units.fromDegrees(10), width: units.fromDegrees(0.5) },
    saturation: 200,
    instrument: {
      detectorName: 'PILATUS3 2M, S/N 24-0107',
      sensorMaterial: 'CdTe',
      sensorThickness: 0.00075,
      gain: 3.5,
      exposure: 0.1,
      period: 0.2,
      flux: 1e12,
    },
    goniometer: {
      axes: [
        { name: 'phi', direction: detector.spindle, angleDeg: 30 },
        { name: 'omega', direction: detector.spindle, angleDeg: 10 },
      ],
      scanAxis: 1,
    },
  };
  const pixels = Int32Array.from({ length: SLOW * FAST }, (_, i) => (7 * i) % 101);
  return { panels: [ndarray(pixels, [SLOW, FAST])], masks: [mask], metadata };
}

const rounded = (...values: (number | undefined)[]) => values.map((value) => value && Number(value.toPrecision(6)));

/** Returns the information in a file in a form that can be compared. */
async function saidIn(path: string): Promise<Record<string, unknown>> {
  const known = await openInspected(path, { pixelsSlow: SLOW, pixelsFast: FAST });
  try {
    const image = await imageNumber(known, 1);
    const { facts } = known;
    const { detector, beam, scan, instrument = {}, goniometer, saturation } = metadataOf(facts, image, 0);
    const values = image.panels[0]?.data ?? [];
    const bits = Array.from(values, (value, i) => (image.masks?.[0]?.[i] ?? 0) || (Number.isNaN(value) ? 2 : 0));
    const { experiment = {} } = facts ?? {};
    return {
      geometry:
        experiment.detector?.distanceMm &&
        rounded(detector.pixelSize, detector.distance, detector.beamCentre.fast, detector.beamCentre.slow),
      wavelength: experiment.beam?.wavelengthA && rounded(beam.wavelength),
      polarization: typeof experiment.beam?.polarization === 'number' && rounded(experiment.beam.polarization),
      flux: instrument.flux,
      scan: scan.width !== 0 && rounded(scan.start, scan.width),
      goniometer: goniometer?.axes.map(({ name, angleDeg }) => [name, Number(angleDeg.toFixed(6))]),
      mask: bits.map((reasons) => reasons !== 0),
      reasons: bits,
      saturation,
      sensor: [instrument.sensorMaterial, instrument.sensorThickness],
      gain: instrument.gain,
      exposure: instrument.exposure,
      period: instrument.period,
      detectorName: instrument.detectorName,
    };
  } finally {
    await known.file.close();
  }
}

const kept = (format: string, thing: HeldThing): boolean => FORMAT_HOLDINGS[format]?.[thing] === 'kept';

/** Declares, for each of the formats, the test that it becomes every other one with what both keep. */
export function describeConversions(formats: readonly string[]): void {
  let here: Folder;
  beforeAll(async () => {
    here = folder();
    const { encode } = (await codecs.get('nxmx')?.()) ?? {};
    here.put('rich.nxs', joined(encode?.(richImage(), {}) ?? []));
  });
  afterAll(() => here.remove());

  test.each(formats)('from %s to every format', async (from) => {
    const all = await saidIn(here.at('rich.nxs'));
    const first = here.at(`from-${from}${EXTENSIONS[from]}`);
    const made = await finish(['convert', here.at('rich.nxs'), first]);
    expect([made.code, made.err], from).toEqual([0, expect.any(String)]);
    const lost = THINGS.filter((thing) => !kept(from, thing)).map((thing) => HELD_THINGS[thing]);
    for (const words of lost) expect(made.err, from).toContain(words);
    for (const to of FORMATS) {
      const second = here.at(`${from}-to-${to}${EXTENSIONS[to]}`);
      const { code, err } = await finish(['convert', first, second, ...(from === 'raw' ? SHAPE : [])]);
      expect([code, err], `${from} to ${to}`).toEqual([0, expect.any(String)]);
      const said = await saidIn(second);
      const expected = THINGS.filter((thing) => kept(from, thing) && kept(to, thing));
      const found = THINGS.filter((thing) => JSON.stringify(said[thing]) === JSON.stringify(all[thing]));
      expect(found, `${from} to ${to}`).toEqual(expected);
    }
  });
}
