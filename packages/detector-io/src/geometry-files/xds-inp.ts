import { dataError, type PixelRectangle, type Vec3, vector } from '@braggsim/core';
import { decimal } from '@braggsim/core/text';
import type { XdsSegment, XparmDetector } from '@braggsim/core/xparm';
import type { FileExperiment } from '../described';
import type { DescribedMask, DescribedPanelMask } from '../masks/described-mask';
import { sectionOf } from './placed-panels';
import { xdsPanels } from './xds-panels';

/** Keywords with their numbers or words, in the order of the file. */
type Entries = readonly (readonly [keyword: string, value: string])[];

/** Keywords that mask pixels in shapes other than rectangles. */
const OTHER_SHAPES = ['UNTRUSTED_ELLIPSE', 'UNTRUSTED_QUADRILATERAL', 'TRUSTED_REGION', 'EXCLUDE_RESOLUTION_RANGE'];

function entriesOf(text: string): Entries {
  return text.split(/\r\n|\r|\n/).flatMap((raw) => {
    const line = raw.replace(/!.*$/, '');
    const starts = [...line.matchAll(/([A-Z][A-Z0-9_/'()&.-]*)=/g)];
    return starts.map((start, i): readonly [string, string] => [
      start[1] as string,
      line.slice((start.index as number) + start[0].length, starts[i + 1]?.index).trim(),
    ]);
  });
}

/** Returns the first numbers of the last entry of a keyword; undefined where it is absent. */
function numbers(entries: Entries, keyword: string, count: number, absent?: readonly number[]): number[] {
  const value = entries.findLast(([name]) => name === keyword)?.[1];
  const found =
    value
      ?.split(/[\s,]+/)
      .slice(0, count)
      .map((word) => decimal(word)) ??
    absent ??
    [];
  if (found.length === count && found.every((n) => n !== undefined)) return found as number[];
  throw dataError(
    `this XDS.INP needs ${keyword}= with ${count === 1 ? 'a number' : `${count} numbers`}, found ${value === undefined ? 'nothing' : `'${value.slice(0, 40)}'`}`,
  );
}

const one = (entries: Entries, keyword: string, absent?: number): number =>
  numbers(entries, keyword, 1, absent === undefined ? undefined : [absent])[0] as number;

function direction(entries: Entries, keyword: string, absent: Vec3): Vec3 {
  const found = numbers(entries, keyword, 3, absent) as unknown as Vec3;
  if (vector.length(found) > 0) return vector.unit(found);
  throw dataError(`${keyword}= of this XDS.INP is the zero vector`);
}

/** Returns the segments of a detector: each begins with SEGMENT=, and what is not said of it is that of the detector. */
function segmentsOf(entries: Entries): XdsSegment[] {
  const starts = entries.flatMap(([name], i) => (name === 'SEGMENT' ? [i] : []));
  return starts.map((start, i) => {
    const own = entries.slice(start, starts[i + 1]);
    const [x1, x2, y1, y2] = numbers(own, 'SEGMENT', 4) as [number, number, number, number];
    return {
      x: [x1, x2],
      y: [y1, y2],
      originPx: [one(own, 'SEGMENT_ORGX', 0), one(own, 'SEGMENT_ORGY', 0)],
      distanceMm: one(own, 'SEGMENT_DISTANCE', 0),
      fast: direction(own, 'DIRECTION_OF_SEGMENT_X-AXIS', [1, 0, 0]),
      slow: direction(own, 'DIRECTION_OF_SEGMENT_Y-AXIS', [0, 1, 0]),
    };
  });
}

function detectorOf(entries: Entries): XparmDetector {
  const segmentList = segmentsOf(entries);
  const pixels = [one(entries, 'NX'), one(entries, 'NY')] as const;
  if (!pixels.every((n) => Number.isInteger(n) && n > 0)) {
    throw dataError(`this XDS.INP has NX= ${pixels[0]} and NY= ${pixels[1]}, which are no numbers of pixels`);
  }
  const pixelMm = [one(entries, 'QX'), one(entries, 'QY')] as const;
  if (!pixelMm.every((mm) => mm > 0)) throw dataError('QX= and QY= of this XDS.INP should be above 0');
  return {
    segments: Math.max(1, segmentList.length),
    pixels,
    pixelMm,
    originPx: [one(entries, 'ORGX'), one(entries, 'ORGY')],
    distanceMm: one(entries, 'DETECTOR_DISTANCE'),
    x: direction(entries, 'DIRECTION_OF_DETECTOR_X-AXIS', [1, 0, 0]),
    y: direction(entries, 'DIRECTION_OF_DETECTOR_Y-AXIS', [0, 1, 0]),
    segmentList,
  };
}

/** Rectangles whose limits do not belong to them: x1 < IX < x2, counted from 1. */
const untrusted = (entries: Entries): PixelRectangle[] =>
  entries
    .filter(([name]) => name === 'UNTRUSTED_RECTANGLE')
    .map((entry) => {
      const [x1, x2, y1, y2] = numbers([entry], 'UNTRUSTED_RECTANGLE', 4) as [number, number, number, number];
      return [x1, x2 - 2, y1, y2 - 2];
    });

/**
 * Returns detector, beam and scan of an XDS.INP, with the frame of XDS as the lab frame. Segments become panels, and untrusted rectangles gaps.
 *
 * @throws BraggsimError (`data`) naming the keyword that is missing or wrong
 */
export function readXdsInp(text: string): FileExperiment {
  const entries = entriesOf(text);
  const detector = detectorOf(entries);
  const beam = direction(entries, 'INCIDENT_BEAM_DIRECTION', [0, 0, 1]);
  const normal = direction(entries, 'POLARIZATION_PLANE_NORMAL', [0, 1, 0]);
  const across = vector.cross(normal, beam);
  const lab = {
    beam,
    polarization: vector.length(across) > 0 ? vector.unit(across) : ([1, 0, 0] as const),
    spindle: direction(entries, 'ROTATION_AXIS', [1, 0, 0]),
    across: detector.x,
  };
  const has = (keyword: string) => entries.some(([name]) => name === keyword);
  const [first, last] = has('DATA_RANGE') ? numbers(entries, 'DATA_RANGE', 2) : [];
  const images = first !== undefined && last !== undefined && last >= first ? Math.round(last - first) + 1 : undefined;
  return {
    detector: sectionOf(xdsPanels(detector, untrusted(entries)), lab),
    beam: {
      wavelengthA: one(entries, 'X-RAY_WAVELENGTH'),
      ...(has('FRACTION_OF_POLARIZATION') && { polarization: 2 * one(entries, 'FRACTION_OF_POLARIZATION') - 1 }),
    },
    ...(has('OSCILLATION_RANGE') && {
      scan: {
        startDeg: one(entries, 'STARTING_ANGLE', 0),
        widthDeg: one(entries, 'OSCILLATION_RANGE'),
        ...(images !== undefined && { images }),
      },
    }),
  };
}

/**
 * Returns the masks of an XDS.INP: untrusted rectangles, and the limits of values by MINIMUM_VALID_PIXEL_VALUE and OVERLOAD.
 *
 * @throws BraggsimError (`data`) naming the keyword that is missing or wrong
 */
export function readXdsMask(text: string): DescribedMask {
  const entries = entriesOf(text);
  const has = (keyword: string) => entries.some(([name]) => name === keyword);
  const limits = {
    ...(has('MINIMUM_VALID_PIXEL_VALUE') && { least: one(entries, 'MINIMUM_VALID_PIXEL_VALUE') }),
    ...(has('OVERLOAD') && { largest: one(entries, 'OVERLOAD') }),
  };
  const panels = xdsPanels(detectorOf(entries), untrusted(entries)).map(
    ({ name, pixelsFast, pixelsSlow, firstPixel, gapsPx }): DescribedPanelMask => ({
      ...{ name, pixelsFast, pixelsSlow, firstPixel, gapsPx, limits },
      datasets: [],
    }),
  );
  const warnings = OTHER_SHAPES.filter(has).map((keyword) => `its ${keyword} is not read: UNTRUSTED_RECTANGLE is`);
  return { panels, isWhole: panels.length > 1, warnings };
}
