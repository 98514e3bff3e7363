/**
 * Reads XPARM.XDS and GXPARM.XDS, old and new.
 *
 * @module
 * @example
 * ```ts
 * import { isXparm } from '@braggsim/core/xparm';
 *
 * console.log(isXparm('XPARM.XDS    VERSION')); // true
 * ```
 */
import { dataError } from './errors';
import { linesOf } from './text';
import type { Vec3 } from './vector';

/** Content of XPARM.XDS or GXPARM.XDS, in the frame of XDS, mm and Å. */
export interface Xparm {
  /** Number of the first image; spindle angle at its start and width of each image, degrees. */
  readonly firstImage: number;
  readonly startDeg: number;
  readonly widthDeg: number;
  /** Rotation axis, of any length. */
  readonly rotationAxis: Vec3;
  readonly wavelengthA: number;
  /** Direction of propagation of the beam, of any length. */
  readonly beam: Vec3;
  readonly spaceGroup: number;
  /** Cell a, b, c (Å), alpha, beta, gamma (deg). */
  readonly cell: readonly number[];
  /** Direct cell vectors at spindle angle 0. */
  readonly axes: readonly [Vec3, Vec3, Vec3];
  /** Detector; undefined in files that end after the crystal. */
  readonly detector?: XparmDetector;
}

/** The detector of such a file. */
export interface XparmDetector {
  /** Number of flat segments, each with lines of its own. */
  readonly segments: number;
  /** Number of pixels along x and y. */
  readonly pixels: readonly [number, number];
  readonly pixelMm: readonly [number, number];
  /** Normal incidence point in pixels, which are counted from 1 at the middle of the first. */
  readonly originPx: readonly [number, number];
  /** Signed distance along x cross y. */
  readonly distanceMm: number;
  readonly x: Vec3;
  readonly y: Vec3;
  /** Places of the segments; empty for a detector of one piece. */
  readonly segmentList: readonly XdsSegment[];
}

/** A flat part of a detector of XDS, in the coordinate system of the detector: x, y and x cross y from its origin. */
export interface XdsSegment {
  /** First and last pixel along x and y of the images, counted from 1. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Origin in pixels of the images, and distance of the plane, mm: ORGXS, ORGYS and FS of XDS. */
  readonly originPx: readonly [number, number];
  readonly distanceMm: number;
  readonly fast: Vec3;
  readonly slow: Vec3;
}

/** Parts of a detector: those of real ones have up to some hundred. */
const MAX_SEGMENTS = 4096;

const TITLE = /^\s*G?XPARM\.XDS/;

/** Numbers of each row of a file as XDS wrote it before 2011, without a title. */
const OLD_ROWS = [6, 4, 4, 3, 3, 3, 3, 7, 3, 3, 3];

/** Longest text that is searched for the rows, characters. */
const LONGEST = 65_536;
/** Largest length of a text with the lines of all segments. */
const MAX_TEXT = 4_194_304;

const rowsOf = (text: string): number[][] =>
  linesOf(text.slice(0, LONGEST))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/).map(Number));

const isOld = (rows: readonly (readonly number[])[]): boolean =>
  OLD_ROWS.every((count, i) => rows[i]?.length === count && rows[i]?.every(Number.isFinite));

/**
 * Tells whether a text begins as XPARM.XDS or GXPARM.XDS does, with or without the title that it has had since 2011.
 */
export const isXparm = (text: string): boolean => TITLE.test(text) || isOld(rowsOf(text));

/**
 * Parses XPARM.XDS or GXPARM.XDS, in the form that XDS has written since 2011 or in the one before.
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) that names the missing rows
 */
export function parseXparm(text: string, name = 'XPARM.XDS'): Xparm {
  const all = rowsOf(text);
  const titled = TITLE.test(text);
  const rows = titled ? all.slice(1) : all;
  const [scan = [], beam = []] = rows;
  const [crystal = [], a, b, c] = titled ? rows.slice(2, 6) : rows.slice(7, 11);
  const rotationAxis = scan.slice(3, 6);
  if (!isVector(a) || !isVector(b) || !isVector(c) || !isVector(rotationAxis)) {
    throw dataError(`${name}: expected the vectors a, b and c on lines 5 to 7 of XPARM.XDS, found something else`);
  }
  const direction = beam.slice(1, 4);
  const [wavelengthA] = beam;
  if (!isVector(direction) || !(Number(wavelengthA) > 0) || !(Math.hypot(...direction) > 0)) {
    throw dataError(
      `${name}: expected wavelength and direction of the beam on line ${titled ? 3 : 2} of XPARM.XDS, found something else`,
    );
  }
  const detector = titled ? newDetector(rows, text, name) : oldDetector(rows);
  return {
    firstImage: scan[0] as number,
    startDeg: scan[1] as number,
    widthDeg: scan[2] as number,
    rotationAxis,
    wavelengthA: wavelengthA as number,
    beam: direction,
    spaceGroup: crystal[0] ?? 0,
    cell: crystal.slice(1, 7),
    axes: [a, b, c],
    ...(detector && { detector }),
  };
}

const isVector = (row: unknown): row is Vec3 => Array.isArray(row) && row.length === 3 && row.every(Number.isFinite);

type Rows = readonly (readonly number[])[];

/** Reads the detector of the format since 2013, whose lines are: segments NX NY QX QY; ORGX ORGY F; x; y; normal. */
function newDetector(rows: Rows, text: string, name: string): XparmDetector | undefined {
  const [size = [], place = [], x, y] = rows.slice(6, 10);
  const [segments, nx, ny, qx, qy] = size;
  const [orgX, orgY, distance] = place;
  const list = (segments ?? 1) > 1 ? segmentsOf(text, segments as number, name) : [];
  return detectorOf([segments, nx, ny, qx, qy], [orgX, orgY, distance], x, y, list);
}

/** Returns the numbers of a line whose columns may touch each other. */
const numbersOf = (line = ''): number[] => (line.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g) ?? []).map(Number);

/** Lines before those of the segments: title, scan, beam, crystal and detector. */
const LINES_BEFORE = 12;

/**
 * Returns the segments of a file: number, x1 x2 y1 y2; then ORGXS ORGYS FS and both axes.
 *
 * @throws BraggsimError (`data`) where one is missing
 */
function segmentsOf(text: string, count: number, name: string): XdsSegment[] {
  const lines = text
    .slice(0, MAX_TEXT)
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(LINES_BEFORE);
  if (!(count <= MAX_SEGMENTS)) {
    throw dataError(`${name} has ${count} segments; up to ${MAX_SEGMENTS} can be read: is it damaged?`);
  }
  return Array.from({ length: count }, (_, i) => {
    const [, x1, x2, y1, y2, ...rest] = numbersOf(lines[2 * i]);
    const [orgX, orgY, distanceMm, ...axes] = numbersOf(lines[2 * i + 1]);
    if (y2 === undefined || rest.length > 0 || axes.length !== 6) {
      throw dataError(`${name}: expected the two lines of segment ${i + 1} of ${count}, found something else`);
    }
    return {
      x: [x1 as number, x2 as number],
      y: [y1 as number, y2],
      originPx: [orgX as number, orgY as number],
      distanceMm: distanceMm as number,
      fast: axes.slice(0, 3) as unknown as Vec3,
      slow: axes.slice(3) as unknown as Vec3,
    };
  });
}

/** Reads the detector of the older format, whose lines are: NX NY QX QY; F ORGX ORGY; x; y; normal. */
function oldDetector(rows: Rows): XparmDetector | undefined {
  const [size = [], place = [], x, y] = rows.slice(2, 6);
  const [distance, orgX, orgY] = place;
  return detectorOf([1, ...size], [orgX, orgY, distance], x, y);
}

function detectorOf(
  size: readonly (number | undefined)[],
  place: readonly (number | undefined)[],
  x: unknown,
  y: unknown,
  segmentList: readonly XdsSegment[] = [],
): XparmDetector | undefined {
  const [segments, nx, ny, qx, qy] = size as number[];
  const [orgX, orgY, distanceMm] = place as number[];
  const numbers = [segments, nx, ny, qx, qy, orgX, orgY, distanceMm];
  if (!numbers.every((value) => Number.isFinite(value)) || !isVector(x) || !isVector(y)) return undefined;
  return {
    segments: segments as number,
    pixels: [nx as number, ny as number],
    pixelMm: [qx as number, qy as number],
    originPx: [orgX as number, orgY as number],
    distanceMm: distanceMm as number,
    x,
    y,
    segmentList,
  };
}
