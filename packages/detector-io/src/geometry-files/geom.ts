import { dataError, units, type Vec3, vector } from '@braggsim/core';
import { decimal, linesOf } from '@braggsim/core/text';
import type { FileExperiment } from '../described';
import { type BadRegion, badRegion, type PanelOfFile, withGaps } from './bad-regions';
import { type PlacedPanel, sectionOf } from './placed-panels';

type Fields = Map<string, string>;

/** The parsed lines of a `.geom` file: global values, panels and bad regions, each with its fields. */
export interface GeomFile {
  readonly top: Fields;
  readonly panels: ReadonlyMap<string, Fields>;
  readonly bad: ReadonlyMap<string, Fields>;
}

/** The lab frame of CrystFEL has z along the beam and y up. The sign of x makes the frame that of NeXus. */
const LAB = { beam: [0, 0, 1], polarization: [-1, 0, 0], spindle: [1, 0, 0], across: [1, 0, 0] } as const;

/** Values from other sources, which a file may then leave to its images. */
export interface KnownGeometry {
  readonly distance?: boolean;
  readonly energy?: boolean;
}

/**
 * Reads the detector and wavelength of a CrystFEL geometry file. Its frame becomes the lab frame, and bad regions
 * become gaps.
 *
 * @param known values that replace `clen` and the energy where these are paths in the image files; the distance is that
 * of the detector plane, `coffset` included
 * @throws BraggsimError (`data`) naming the panel and field that is missing or invalid
 */
export function readGeom(text: string, known: KnownGeometry = {}): FileExperiment {
  const { file, panels } = geomPanels(text, known);
  const beam = photonsOf(file.top, known);
  return { detector: sectionOf(panels, LAB), ...(beam && { beam }) };
}

/** The panels of a file with their bad regions as gaps, and what the file says of each, by its name. */
export interface GeomPanels {
  readonly file: GeomFile;
  readonly panels: readonly (PlacedPanel & Pick<PanelOfFile, 'firstPixel'>)[];
  readonly fields: GeomFile['panels'];
}

/**
 * Reads the panels of a CrystFEL geometry file.
 *
 * @throws BraggsimError (`data`) naming the panel and field that is missing or wrong
 */
export function geomPanels(text: string, known: KnownGeometry = {}): GeomPanels {
  const file = parse(text);
  if (file.panels.size === 0) throw dataError('this .geom file has no panels: lines such as p0/min_fs = 0 are missing');
  if (file.panels.size * file.bad.size > MAX_PAIRS) {
    throw dataError(
      `this .geom file has ${file.panels.size} panels and ${file.bad.size} bad regions; up to ${MAX_PAIRS} pairs of them can be read: is it damaged?`,
    );
  }
  const regions = [...file.bad].map(([name, fields]) => badRegion(name, fields));
  for (const region of regions) checkOwner(region, file.panels);
  const placed = [...file.panels].map(([name, fields]) => placedPanel(name, fields, known));
  const firstPixels = new Map(placed.map(({ name, firstPixel }) => [name, firstPixel]));
  const panels = withGaps(placed, regions).map((panel) => ({
    ...panel,
    firstPixel: firstPixels.get(panel.name) as readonly [number, number],
  }));
  return { file, panels, fields: file.panels };
}

/** The global fields that apply to panels; the others concern readers of images. */
const SHARED_FIELDS: ReadonlySet<string> = new Set([
  ...['min_fs', 'max_fs', 'min_ss', 'max_ss', 'corner_x', 'corner_y', 'fs', 'ss', 'res', 'clen', 'coffset'],
  ...[
    'no_index',
    'mask_edge_pixels',
    'rail_direction',
    'detector_shift_x',
    'detector_shift_y',
    'photon_energy',
    'wavelength',
    'electron_voltage',
  ],
  // Masks, and values that mark pixels.
  ...['mask', 'mask_file', 'mask_good', 'mask_bad', 'max_adu', 'flag_equal', 'flag_lessthan', 'flag_morethan'],
  ...['saturation_map', 'saturation_map_file', 'badrow_direction'],
]);
/** Fields with a number: up to eight masks, and the dimensions of the arrays. */
const NUMBERED_FIELDS = /^(?:mask\d_(?:data|file|goodbits|badbits)|dim\d)$/;
/** Fields that may be given often, each of which counts. */
const REPEATED_FIELDS = /^flag_/;

/** Largest number of panels times bad regions, since each region may lie in each panel. */
const MAX_PAIRS = 4_000_000;

/** Parses lines `name = value` and `panel/name = value`. Global values apply to later panels that lack them. */
function parse(text: string): GeomFile {
  const [top, panels, bad] = [new Map<string, string>(), new Map<string, Fields>(), new Map<string, Fields>()];
  for (const raw of linesOf(text)) {
    const line = raw.replace(/;.*$/, '').trim();
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    const [key, value] = [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
    const slash = key.lastIndexOf('/');
    const put = (fields: Fields, field: string): void => {
      const before = REPEATED_FIELDS.test(field) ? fields.get(field) : undefined;
      fields.set(field, before === undefined ? value : `${before}\n${value}`);
    };
    if (slash < 0) {
      if (SHARED_FIELDS.has(key) || NUMBERED_FIELDS.test(key)) put(top, key);
      continue;
    }
    const [owner, field] = [key.slice(0, slash), key.slice(slash + 1)];
    const group = owner.startsWith('bad') ? bad : panels;
    const fields = group.get(owner) ?? new Map(group === panels ? top : []);
    put(fields, field);
    group.set(owner, fields);
  }
  // Global values that follow a panel still apply to it where it has no value of its own.
  for (const fields of panels.values()) for (const [key, value] of top) if (!fields.has(key)) fields.set(key, value);
  return { top, panels, bad };
}

function placedPanel(name: string, fields: Fields, known: KnownGeometry): PanelOfFile {
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
  const rail = fields.get('rail_direction') ?? 'z';
  if (!/^\+?z$/.test(rail))
    throw dataError(`panel ${name} of this .geom file moves along ${rail}; rail_direction can be z only`);
  const shiftMm = (field: string): number => {
    const text = fields.get(field) ?? '0';
    const shift = quantity(text, LENGTH_UNITS);
    if (shift === undefined) throw faultyLength(`it has ${field}`, text);
    return units.toMm(shift);
  };
  const cameraM = quantity(fields.get('clen') ?? '', LENGTH_UNITS) ?? (known.distance ? 0 : undefined);
  if (cameraM === undefined) throw faultyLength(`panel ${name} needs clen`, fields.get('clen'), DISTANCE_ELSEWHERE);
  const [fast, slow] = [
    directionOf(name, 'fs', fields.get('fs') ?? 'x'),
    directionOf(name, 'ss', fields.get('ss') ?? 'y'),
  ];
  const corner = [number('corner_x'), number('corner_y')] as const;
  const [shiftX, shiftY] = [shiftMm('detector_shift_x'), shiftMm('detector_shift_y')];
  return {
    name,
    firstPixel: [minFast, minSlow],
    pixelsFast,
    pixelsSlow,
    pixelMm: pixelMm * lengthOf(fast),
    pixelSlowMm: pixelMm * lengthOf(slow),
    originMm: [corner[0] * pixelMm + shiftX, corner[1] * pixelMm + shiftY, units.toMm(cameraM + number('coffset', 0))],
    fast: vector.unit(fast),
    slow: vector.unit(slow),
    inPixels: { corner: [corner[0] + shiftX / pixelMm, corner[1] + shiftY / pixelMm], fast, slow },
    bad: isTrue(fields.get('no_index')),
    edgePixels: Math.trunc(number('mask_edge_pixels', 0)),
    gapsPx: [],
  };
}

/** Tolerance for lengths that are 1 apart from rounding: directions are mostly written with six digits. */
const ROUNDED = 2e-6;

/** Returns the length of a direction of a panel, in pixels of its resolution. */
function lengthOf(direction: Vec3): number {
  const length = vector.length(direction);
  return Math.abs(length - 1) < ROUNDED ? 1 : length;
}

/** Tells whether a word is `true` or a number other than 0. */
const isTrue = (word = ''): boolean => /^true$/i.test(word) || (decimal(word) ?? 0) !== 0;

/** Checks the panel of a bad region. @throws BraggsimError (`data`) for a panel that the file does not have */
function checkOwner(region: BadRegion, panels: GeomFile['panels']): void {
  if ('x' in region || region.panel === undefined || panels.has(region.panel)) return;
  throw dataError(`${region.name} of this .geom file belongs to panel '${region.panel}', which the file does not have`);
}

/** Parses a sum of signed multiples of x, y and z, such as `-0.5x +1.0y`. */
function directionOf(panel: string, field: string, text: string): Vec3 {
  const sum: [number, number, number] = [0, 0, 0];
  const compact = text.replace(/\s+/g, '');
  const term = /([+-]?)((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?([xyz])/y;
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

const DISTANCE_ELSEWHERE =
  ', or give the distance of the detector plane, coffset included, separately (--distance, detector.distanceMm)';
const ENERGY_ELSEWHERE = ', or give the wavelength separately (--wavelength, beam.wavelengthA)';

const LENGTH_UNITS = { '': 1, m: 1, mm: 1e-3 };
const ENERGY_UNITS = { '': 1, eV: 1, keV: 1e3, MeV: 1e6 };
const VOLTAGE_UNITS = { '': 1, V: 1, kV: 1e3, MV: 1e6 };
const WAVELENGTH_UNITS = { '': 1e10, m: 1e10, A: 1 };

/** Parses a number with an optional unit and returns it in the unit with the factor 1; undefined for anything else. */
function quantity(text: string, factors: Readonly<Record<string, number>>): number | undefined {
  const [word = '', unit = ''] = text.split(/\s+/);
  const value = decimal(word);
  const factor = Object.hasOwn(factors, unit) ? factors[unit] : undefined;
  return value === undefined || factor === undefined ? undefined : value * factor;
}

const faultyLength = (what: string, text = '', instead = '') =>
  dataError(
    `this .geom file: ${what}, a length in metres, found '${text}': replace the path in the image files by its number${instead}`,
  );

/**
 * Reads the energy or wavelength of the beam; undefined where the file has none, or where it is known from another
 * source.
 */
function photonsOf(top: Fields, { energy }: KnownGeometry): FileExperiment['beam'] {
  const voltage = top.get('electron_voltage');
  const particle = voltage === undefined ? {} : ({ particle: 'electron' } as const);
  if (energy) return voltage === undefined ? undefined : particle;
  const [energyText, wavelengthText] = [voltage ?? top.get('photon_energy'), top.get('wavelength')];
  const text = energyText ?? wavelengthText;
  if (text === undefined) return undefined;
  const unitsOfText =
    voltage !== undefined ? VOLTAGE_UNITS : energyText === undefined ? WAVELENGTH_UNITS : ENERGY_UNITS;
  const value = quantity(text, unitsOfText);
  const what = voltage === undefined ? 'the energy or wavelength of its photons' : 'the voltage of its electrons';
  if (value !== undefined && !(value > 0)) {
    throw dataError(`this .geom file: ${what} must be above 0, found '${text}'`);
  }
  if (value === undefined) {
    throw dataError(
      `this .geom file: expected ${what}, found '${text}': replace the path in the image files by its number${ENERGY_ELSEWHERE}`,
    );
  }
  return energyText === undefined ? { wavelengthA: value } : { ...particle, energyEv: value };
}
