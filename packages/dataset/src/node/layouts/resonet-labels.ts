import { type Mat3, units, vector } from '@braggsim/core';
import { dialsFrame } from '@braggsim/detector-io/geometry';
import { nameOf } from '../../plan/fields';
import type { Plan } from '../../plan/plan';
import type { Shot } from '../../shot/make-shot';
import { prediction } from '../../shot/predict';
import type { StoredFrame } from '../../shot/transform';

/** Columns of the labels of Resonet, in its order. */
export const RESONET_LABELS = [
  ...['reso', 'one_over_reso', 'radius', 'one_over_radius', 'is_multi', 'multi_lat_angle_sigma', 'num_lat', 'bg_scale'],
  ...[
    'beamstop_rad',
    'detdist',
    'wavelen',
    'beam_center_fast',
    'beam_center_slow',
    'cent_fast_train',
    'cent_slow_train',
  ],
  ...['Na', 'Nb', 'Nc', 'pdb', 'mos_spread', 'xtal_scale', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9'],
  ...['pitch_deg', 'yaw_deg', 'bg_only'],
] as const;

type ResonetLabels = Readonly<Record<(typeof RESONET_LABELS)[number], number>>;

/** Columns of the geometry of Resonet. */
export const RESONET_GEOMETRY = ['detdist', 'wavelen', 'pixsize', 'xdim', 'ydim'] as const;

/** Lists the models of a plan, whose numbers are the column `pdb`; an empty name where there is none. */
export function modelNames({ experiment, vary, groups }: Plan): readonly string[] {
  const { model, file } = experiment.structureFactors ?? {};
  const drawn = ['structureFactors.model', 'structureFactors.file'].flatMap((path) => {
    const distribution = vary[path]?.distribution;
    if (distribution?.kind === 'files' || distribution?.kind === 'choice') return distribution.values.map(String);
    return Object.values(groups).flatMap(({ fields, source }) =>
      source.kind === 'rows' && fields.includes(path)
        ? source.rows.map((row) => String(row[fields.indexOf(path)]))
        : [],
    );
  });
  const names = [...new Set([...[model ?? file ?? []].flat(), ...drawn].map(nameOf))];
  return names.length > 0 ? names : [''];
}

/**
 * Returns the rotation that takes a crystal in the setting of the PDB (a along x, c* along z) to the frame of DIALS.
 *
 * @param a columns a*, b*, c* in the laboratory, 1/Å
 */
function pdbRotation({ derived, frames }: Pick<Shot, 'derived' | 'frames'>): Mat3 | undefined {
  const [frame] = frames;
  if (!frame) return undefined;
  const { x, y, z } = dialsFrame(derived.detector);
  const toDials = vector.fromRows([x, y, z]);
  const [a, b, c, alpha, beta, gamma] = derived.crystal.cell;
  const [cosAlpha, cosBeta, cosGamma, sinGamma] = [Math.cos(alpha), Math.cos(beta), Math.cos(gamma), Math.sin(gamma)];
  const cy = (cosAlpha - cosBeta * cosGamma) / sinGamma;
  const direct: vector.Basis = [
    [a, 0, 0],
    [b * cosGamma, b * sinGamma, 0],
    [c * cosBeta, c * cy, c * Math.sqrt(1 - cosBeta * cosBeta - cy * cy)],
  ];
  // The inverse of a matrix whose columns are reciprocal vectors has the direct vectors as its rows.
  return vector.multiply(vector.multiply(toDials, frame.a), vector.fromRows(direct));
}

/** Returns the radius (px of the raw detector) at which a d-spacing is recorded by a detector that faces the beam. */
const radiusOf = (d: number, wavelengthA: number, distancePx: number): number =>
  distancePx * Math.tan(2 * Math.asin(Math.min(1, wavelengthA / (2 * d))));

/** Returns the spread of the angles between lattices, deg. */
function angleSigma({ lattices: { angleDeg } }: Plan): number {
  if (angleDeg.kind === 'normal') return angleDeg.sd;
  return angleDeg.kind === 'constant' ? Math.abs(Number(angleDeg.value)) : Number.NaN;
}

/** Makes the labels of a shot as Resonet names them. */
export function resonetLabels(plan: Plan, shot: Shot, frame: StoredFrame, models: readonly string[]): ResonetLabels {
  const { derived, drawn, labels } = shot;
  const { detector, beam, crystal, mosaic } = derived;
  const { experiment, hit } = drawn;
  const wavelengthA = units.toAngstrom(beam.wavelength);
  const distancePx = detector.distance / detector.pixelSize;
  const ofCrystal = (value: number): number => (hit ? value : Number.NaN);
  const asked = Number(labels.resolutionA);
  const reso = ofCrystal(Number.isNaN(asked) ? Number(labels.strongResolutionA) : asked);
  const radius = radiusOf(reso, wavelengthA, distancePx) / frame.pool;
  const [fast, slow] = prediction(derived).placeOf(detector.beam) ?? [Number.NaN, Number.NaN];
  const { beamStop } = experiment;
  const shadowPx =
    beamStop?.radiusMm && beamStop.distanceMm ? (beamStop.radiusMm / beamStop.distanceMm) * distancePx : 0;
  const rotation = pdbRotation(shot) ?? Array<number>(9).fill(Number.NaN);
  const r = Object.fromEntries(rotation.map((value, i) => [`r${i + 1}`, value])) as Record<`r${1 | 2 | 3}`, number>;
  const tilt = (axis: typeof detector.fast) =>
    units.toDegrees(Math.asin(Math.max(-1, Math.min(1, vector.dot(axis, detector.beam)))));
  return {
    reso,
    one_over_reso: 1 / reso,
    radius,
    one_over_radius: 1 / radius,
    is_multi: drawn.lattices > 1 ? 1 : 0,
    multi_lat_angle_sigma: ofCrystal(drawn.lattices > 1 ? angleSigma(plan) : Number.NaN),
    num_lat: drawn.lattices,
    bg_scale: 1,
    beamstop_rad: shadowPx,
    detdist: units.toMm(detector.distance),
    wavelen: wavelengthA,
    beam_center_fast: fast,
    beam_center_slow: slow,
    cent_fast_train: (fast - detector.pixelsFast / 2) / frame.pool,
    cent_slow_train: (slow - detector.pixelsSlow / 2) / frame.pool,
    Na: ofCrystal(crystal.cells[0]),
    Nb: ofCrystal(crystal.cells[1]),
    Nc: ofCrystal(crystal.cells[2]),
    pdb: ofCrystal(models.includes(String(labels.model)) ? models.indexOf(String(labels.model)) : Number.NaN),
    mos_spread: ofCrystal(units.toDegrees(mosaic.spread)),
    xtal_scale: ofCrystal(experiment.crystal?.blocks ?? 1),
    ...(r as unknown as Pick<ResonetLabels, 'r1' | 'r2' | 'r3' | 'r4' | 'r5' | 'r6' | 'r7' | 'r8' | 'r9'>),
    pitch_deg: tilt(detector.slow),
    yaw_deg: tilt(detector.fast),
    bg_only: hit ? 0 : 1,
  };
}
