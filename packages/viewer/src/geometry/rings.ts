import { type Vec3, vector } from '@braggsim/core';
import type { Panel } from '@braggsim/core/derived';
import { cornersOf, type Point, WHOLE } from '../image/placement';
import { labPosition, panelCoordinates, type Scattering, spacingOf, twoThetaOf, twoThetaOfSpacing } from './scattering';

/** Largest distance, pixels, of a ring from the lines that it is drawn with. */
const TOLERANCE = 0.05;
/** Arcs that every ring is divided into before it is refined. */
const ARCS = 48;
const DEEPEST = 10;

/** A ring is the section of a panel with the cone of a scattering angle: lines through points that lie on it exactly. */
export type Polyline = readonly Point[];

/** Returns two unit vectors that are orthogonal to the beam and to each other. */
function across(beam: Vec3): readonly [Vec3, Vec3] {
  const helper: Vec3 = Math.abs(beam[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const first = vector.unit(vector.cross(beam, helper));
  return [first, vector.cross(beam, first)];
}

/** Cuts a line to the pixels of a panel (Liang and Barsky 1984). */
function clipped(from: Point, to: Point, { pixelsFast, pixelsSlow }: Panel): readonly [Point, Point] | undefined {
  let [first, last] = [0, 1];
  const steps = [to[0] - from[0], to[1] - from[1]] as const;
  for (const axis of [0, 1] as const) {
    const [start, step, limit] = [from[axis], steps[axis], axis === 0 ? pixelsFast : pixelsSlow];
    for (const [toward, distance] of [
      [-step, start],
      [step, limit - start],
    ] as const) {
      if (toward === 0) {
        if (distance < 0) return undefined;
      } else if (toward < 0) first = Math.max(first, distance / toward);
      else last = Math.min(last, distance / toward);
    }
  }
  if (first > last) return undefined;
  const at = (t: number): Point => [from[0] + t * steps[0], from[1] + t * steps[1]];
  return [at(first), at(last)];
}

const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
const apart = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/**
 * Computes the ring of a scattering angle on a panel as lines in its pixel coordinates, cut to the panel. On a tilted panel it is
 * an ellipse, a parabola or a hyperbola.
 */
export function ringOn(panel: Panel, beam: Vec3, twoTheta: number): Polyline[] {
  const [u, v] = across(beam);
  const [along, sideways] = [Math.cos(twoTheta), Math.sin(twoTheta)];
  const pointAt = (turn: number): Point | undefined =>
    panelCoordinates(
      panel,
      vector.add(
        vector.scale(beam, along),
        vector.add(vector.scale(u, sideways * Math.cos(turn)), vector.scale(v, sideways * Math.sin(turn))),
      ),
    );
  const lines: Point[][] = [];
  const draw = (from: Point, to: Point): void => {
    const part = clipped(from, to, panel);
    if (!part) return;
    const last = lines.at(-1);
    if (last && apart(last.at(-1) as Point, part[0]) < 1e-9) last.push(part[1]);
    else lines.push([...part]);
  };
  const refine = (a: number, b: number, from: Point | undefined, to: Point | undefined, depth: number): void => {
    const half = (a + b) / 2;
    const mid = pointAt(half);
    if (from && to && mid && (apart(mid, middle(from, to)) < TOLERANCE || depth === DEEPEST)) {
      draw(from, mid);
      draw(mid, to);
    } else if (depth < DEEPEST && (from || mid || to)) {
      refine(a, half, from, mid, depth + 1);
      refine(half, b, mid, to, depth + 1);
    }
  };
  for (let arc = 0; arc < ARCS; arc++) {
    const [a, b] = [(2 * Math.PI * arc) / ARCS, (2 * Math.PI * (arc + 1)) / ARCS];
    const [from, to] = [pointAt(a), pointAt(b)];
    if (!(from && to) || nearPanel(from, to, panel)) refine(a, b, from, to, 0);
  }
  return lines;
}

/** Tells whether an arc could meet a panel: whether a box around its chord with a margin of twice its length does. */
function nearPanel(from: Point, to: Point, { pixelsFast, pixelsSlow }: Panel): boolean {
  const margin = apart(from, to) * 2;
  const [x, y] = middle(from, to);
  return x > -margin && y > -margin && x < pixelsFast + margin && y < pixelsSlow + margin;
}

/** Numbers that automatic d-spacings are made of. */
const NICE = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10];

/** Returns the round number (a leading digit of `NICE` times a power of ten) that is nearest to a value by its logarithm. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const leading = value / power;
  return (
    power * NICE.reduce((best, x) => (Math.abs(Math.log(x / leading)) < Math.abs(Math.log(best / leading)) ? x : best))
  );
}

/** Chooses about `count` d-spacings (Å), largest first, whose rings lie at equal distances up to the corners of the detector. */
export function automaticSpacings({ panels, beam, wavelengthA }: Scattering, count = 5): number[] {
  const corners = panels.flatMap((panel) =>
    cornersOf(WHOLE, panel).map((corner) => twoThetaOf(labPosition(panel, corner), beam)),
  );
  const largest = Math.min(Math.max(...corners), 0.95 * Math.PI);
  if (!(largest > 0)) return [];
  const edge = Math.tan(Math.min(largest, 1.3));
  const chosen = Array.from({ length: count }, (_, i) =>
    nice(spacingOf(Math.atan((edge * (i + 1)) / (count + 0.5)), wavelengthA)),
  );
  return [...new Set(chosen)].filter((d) => twoThetaOfSpacing(d, wavelengthA) !== undefined);
}
