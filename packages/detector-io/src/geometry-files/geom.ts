import { dataError, decimal, type Experiment, type PixelRectangle, units, type Vec3, vector } from '@braggsim/core';
import { type PlacedPanel, sectionOf } from './placed-panels';

type Fields = Map<string, string>;

/** A `.geom` file as it stands: what holds for all, panels and bad regions, each a list of fields. */
interface GeomFile {
  readonly top: Fields;
  readonly panels: ReadonlyMap<string, Fields>;
  readonly bad: ReadonlyMap<string, Fields>;
}

/** The lab frame of CrystFEL has z along the beam and y up; x is written with a sign that makes NeXus axes of it. */
const LAB = { beam: [0, 0, 1], polarization: [-1, 0, 0], spindle: [1, 0, 0], across: [1, 0, 0] } as const;

/**
 * Detector and wavelength of a CrystFEL geometry file, with its frame as the lab frame. Bad regions given in pixels
 * become gaps; those given in lab coordinates are left to the reader of the images.
 *
 * @throws BraggsimError (`data`) naming the panel and field that is missing or wrong
 */
export function readGeom(text: string): Experiment {
  const file = parse(text);
  if (file.panels.size === 0) throw dataError('this .geom file has no panels: lines such as p0/min_fs = 0 are missing');
  if (file.panels.size * file.bad.size > MOST_PAIRS) {
    throw dataError(
      `this .geom file has ${file.panels.size} panels and ${file.bad.size} bad regions; up to ${MOST_PAIRS} pairs of them can be read: is it damaged?`,
    );
  }
  const energyEv = photonEnergy(file.top.get('photon_energy'));
  const panels = [...file.panels].map(([name, fields]) => placedPanel(name, fields, file.bad));
  return {
    detector: sectionOf(panels, LAB),
    ...(energyEv !== undefined && { beam: { energyEv } }),
  };
}

/** What a panel takes from the values that hold for all; everything else in a file is for readers of images. */
const SHARED_FIELDS: ReadonlySet<string> = new Set([
  ...['min_fs', 'max_fs', 'min_ss', 'max_ss', 'corner_x', 'corner_y'],
  ...['fs', 'ss', 'res', 'clen', 'coffset', 'photon_energy'],
]);

/** Panels times bad regions, each of which may lie in each. */
const MOST_PAIRS = 4_000_000;

/** Lines `name = value` or `panel/name = value`; values of all stand for later panels that lack them. */
function parse(text: string): GeomFile {
  const [top, panels, bad] = [new Map<string, string>(), new Map<string, Fields>(), new Map<string, Fields>()];
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.replace(/;.*$/, '').trim();
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    const [key, value] = [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
    const slash = key.lastIndexOf('/');
    if (slash < 0) {
      if (SHARED_FIELDS.has(key)) top.set(key, value);
      continue;
    }
    const [owner, field] = [key.slice(0, slash), key.slice(slash + 1)];
    const group = owner.startsWith('bad') ? bad : panels;
    const fields = group.get(owner) ?? new Map(group === panels ? top : []);
    fields.set(field, value);
    group.set(owner, fields);
  }
  // Later general values hold for panels that say nothing themselves.
  for (const fields of panels.values()) for (const [key, value] of top) if (!fields.has(key)) fields.set(key, value);
  return { top, panels, bad };
}

function placedPanel(name: string, fields: Fields, bad: GeomFile['bad']): PlacedPanel {
  const number = (field: string, absent?: number): number => {
    const word = fields.get(field);
    const value = word === undefined ? absent : decimal(word);
    if (value !== undefined) return value;
    throw dataError(`panel ${name} of this .geom file needs ${field}, a number, found ${word ?? 'nothing'}`);
  };
  const [minFast, minSlow] = [number('min_fs'), number('min_ss')];
  const [maxFast, maxSlow] = [number('max_fs'), number('max_ss')];
  const resolution = number('res');
  if (!(resolution > 0)) throw dataError(`panel ${name} of this .geom file needs res above 0 (pixels per metre)`);
  const pixelMm = units.toMm(1 / resolution);
  const [pixelsFast, pixelsSlow] = [maxFast - minFast + 1, maxSlow - minSlow + 1];
  if (!(pixelsFast > 0 && pixelsSlow > 0))
    throw dataError(`panel ${name} of this .geom file has no pixels: max is below min`);
  const zMm = units.toMm(lengthOf(name, fields.get('clen')) + number('coffset', 0));
  return {
    name,
    pixelsFast,
    pixelsSlow,
    pixelMm,
    originMm: [number('corner_x') * pixelMm, number('corner_y') * pixelMm, zMm],
    fast: vector.unit(directionOf(name, 'fs', fields.get('fs') ?? 'x')),
    slow: vector.unit(directionOf(name, 'ss', fields.get('ss') ?? 'y')),
    gapsPx: gapsOf(name, [minFast, maxFast, minSlow, maxSlow], bad),
  };
}

/** Parts of the bad regions that lie in a panel, in its own pixels. */
function gapsOf(name: string, panel: PixelRectangle, bad: GeomFile['bad']): PixelRectangle[] {
  return [...bad.values()].flatMap((fields) => {
    const [fast0, fast1, slow0, slow1] = ['min_fs', 'max_fs', 'min_ss', 'max_ss'].map((f) =>
      decimal(fields.get(f) ?? ''),
    );
    if (fast0 === undefined || fast1 === undefined || slow0 === undefined || slow1 === undefined) return [];
    if ((fields.get('panel') ?? name) !== name) return [];
    const gap: PixelRectangle = [
      Math.max(fast0, panel[0]) - panel[0],
      Math.min(fast1, panel[1]) - panel[0],
      Math.max(slow0, panel[2]) - panel[2],
      Math.min(slow1, panel[3]) - panel[2],
    ];
    return gap[0] <= gap[1] && gap[2] <= gap[3] ? [gap] : [];
  });
}

/** Sums of signed multiples of x, y and z: `-0.5x +1.0y`. */
function directionOf(panel: string, field: string, text: string): Vec3 {
  const sum: [number, number, number] = [0, 0, 0];
  const compact = text.replace(/\s+/g, '');
  const term = /([+-]?)(\d*\.?\d*(?:[eE][+-]?\d+)?)([xyz])/y;
  while (term.lastIndex < compact.length) {
    const at = term.lastIndex;
    const [, sign, size = '', axis = ''] = term.exec(compact) ?? [];
    if (axis === '') {
      throw dataError(
        `${panel}/${field} of this .geom file should be a sum of x, y and z, found '${text}' (at '${compact.slice(at, at + 10)}')`,
      );
    }
    sum['xyz'.indexOf(axis) as 0 | 1 | 2] += (sign === '-' ? -1 : 1) * (size === '' ? 1 : Number(size));
  }
  if (vector.length(sum) === 0) throw dataError(`${panel}/${field} of this .geom file is the zero vector`);
  return sum;
}

const LENGTH_UNITS: Readonly<Record<string, number>> = { '': 1, m: 1, mm: 1e-3 };

/** Camera length in metres. */
function lengthOf(panel: string, text = ''): number {
  const [word = '', unit = ''] = text.split(/\s+/);
  const value = decimal(word);
  const factor = Object.hasOwn(LENGTH_UNITS, unit) ? LENGTH_UNITS[unit] : undefined;
  if (value !== undefined && factor !== undefined) return value * factor;
  throw dataError(
    `panel ${panel} of this .geom file needs clen, a length in metres, found '${text}': write the number in place of a path in the image files`,
  );
}

const ENERGY_UNITS: Readonly<Record<string, number>> = { '': 1, eV: 1, keV: 1e3, MeV: 1e6 };

/** In eV; undefined where it is absent or a path in the image files. */
function photonEnergy(text = ''): number | undefined {
  const [word = '', unit = ''] = text.split(/\s+/);
  const value = decimal(word);
  const factor = Object.hasOwn(ENERGY_UNITS, unit) ? ENERGY_UNITS[unit] : undefined;
  return value === undefined || factor === undefined ? undefined : value * factor;
}
