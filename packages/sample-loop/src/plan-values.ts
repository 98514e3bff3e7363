import { type FixedPlan, orientationCount, type PanelPlan, type ShotPlan, type TermPlan } from '@braggsim/core/kernel';
import { bandRow, bandValues } from './band-values';
import { flattened } from './constants';
import { nodeValues } from './scatter-sum';
import { HALF_SPACING } from './shape-reach';
import { placeCount, placeValues, vectorValues } from './values';

const XYZ = ['x', 'y', 'z'] as const;
/** Reach of spots that meet their neighbours: samples halfway between the two belong to one of them, whatever their rounding. */
const EVERYWHERE = 1;

/** A number of a shot. */
type OfShot = (shot: ShotPlan) => number;

/** The numbers of the first source by the names of their inputs. */
const ofFirstSource = (prefix: string): readonly (readonly [string, OfShot])[] => [
  ...XYZ.map(
    (axis, k) => [`${prefix}.incident.${axis}`, ({ sources }: ShotPlan) => sources.incident[k] as number] as const,
  ),
  ...XYZ.map(
    (axis, k) => [`${prefix}.magnetic.${axis}`, ({ sources }: ShotPlan) => sources.magnetic[k] as number] as const,
  ),
  [`${prefix}.wavelength`, ({ sources }) => sources.wavelengths[0] as number],
  [`${prefix}.weight`, ({ sources }) => sources.weights[0] as number],
];

/** The cell vectors of the first orientation, and their lengths. */
const ofFirstOrientation = ['a', 'b', 'c'].flatMap((name, j): (readonly [string, OfShot])[] => {
  const component = (k: number): OfShot => {
    const at = 3 * j + k;
    return ({ orientations }) => orientations[at] as number;
  };
  const [x, y, z] = [component(0), component(1), component(2)];
  const length: OfShot = (shot) => Math.sqrt(x(shot) * x(shot) + y(shot) * y(shot) + z(shot) * z(shot));
  return [
    [`${name}.x`, x],
    [`${name}.y`, y],
    [`${name}.z`, z],
    [`${name}.length`, length],
  ];
});

/** The smallest and the largest 1/wavelength of the channels of a spectrum, 1/m. */
const channelRange = ({ sources: { wavelengths } }: ShotPlan): readonly [number, number] => [
  1 / wavelengths.reduce((a, b) => Math.max(a, b)),
  1 / wavelengths.reduce((a, b) => Math.min(a, b)),
];

/** The middle of the range of channels and half its width. */
const ofChannels: readonly (readonly [string, OfShot])[] = [
  ['channels.middle', (shot) => channelRange(shot).reduce((first, last) => (first + last) / 2)],
  ['channels.halfWidth', (shot) => channelRange(shot).reduce((first, last) => (last - first) / 2)],
];

/** What changes from shot to shot. */
const OF_SHOT: ReadonlyMap<string, OfShot> = new Map([
  ...ofFirstSource('source'),
  ...ofFirstSource('first'),
  ...ofFirstOrientation,
  ...ofChannels,
  ['orientation.weight', ({ orientationWeights }) => orientationWeights?.[0] ?? 1],
  ['orientations', orientationCount],
  ['scale', ({ scale }) => scale],
]);

/** Names of the numbers of the energy of the first source. */
const CHANNEL = /^(?:source|first)\.value(\d+)$/;

/** What is the same in all shots of a panel. */
function fixedValues(fixed: FixedPlan, panel: PanelPlan, reach: readonly number[]): Record<string, number> {
  const terms: [string, TermPlan][] = [
    ['surface', panel.surface],
    ['shape', fixed.shape],
    ['structure', fixed.structure],
    ...fixed.factors.map((f, i): [string, TermPlan] => [`factor${i}`, f]),
    ...fixed.backgrounds.map((b, i): [string, TermPlan] => [`background${i}`, b]),
    ...(fixed.spotFactor ? [['spotFactor', fixed.spotFactor] as [string, TermPlan]] : []),
    ...(fixed.scatters ?? []).map((s, i): [string, TermPlan] => [`scatter${i}`, s]),
  ];
  return {
    ...Object.assign({}, ...terms.map(([prefix, { constants }]) => flattened(prefix, constants))),
    ...vectorValues('normal', panel.normal),
    ...placeValues('place', fixed, panel, 0),
    ...placeValues('firstPlace', fixed, panel, 0),
    ...placeValues('lastLayer', fixed, panel, (fixed.layers - 1) * fixed.oversample ** 2),
    ...nodeValues(fixed, 0),
    ...bandValues(fixed),
    ...bandRow(fixed, 0),
    ...Object.fromEntries(reach.map((x, i) => [`reach.${i}`, x < HALF_SPACING ? x : EVERYWHERE])),
    pixelSize: panel.pixelSize,
    normalDistance: panel.normalDistance,
    dMin: fixed.dMin,
  };
}

/** A number of a shot by the name of its input; undefined where there is none. */
function ofShot(name: string, fixed: FixedPlan): OfShot | undefined {
  if (name === 'perSample') return ({ sources }) => 1 / (placeCount(fixed) * sources.count);
  const channel = CHANNEL.exec(name)?.[1];
  if (channel !== undefined) return ({ sources }) => sources.channelValues?.[Number(channel)] ?? 0;
  return OF_SHOT.get(name);
}

/**
 * Makes a function of shots that returns everything that has one value per plan and panel, in the order of the names of
 * inputs. What does not change from shot to shot is computed once.
 *
 * @param more further values of all shots
 * @throws Error for a name without a value
 */
export function planRow(
  names: readonly string[],
  fixed: FixedPlan,
  panel: PanelPlan,
  reach: readonly number[],
  more: Readonly<Record<string, number>> = {},
): (shot: ShotPlan) => Float64Array {
  const still = { ...fixedValues(fixed, panel, reach), ...more };
  const all = Float64Array.from(names, (name) => still[name] ?? 0);
  const changing = names.flatMap((name, i): (readonly [number, OfShot])[] => {
    if (Object.hasOwn(still, name)) return [];
    const value = ofShot(name, fixed);
    if (!value) throw new Error(`the plan has no value for '${name}'`);
    return [[i, value]];
  });
  return (shot) => {
    const row = all.slice();
    for (const [i, value] of changing) row[i] = value(shot);
    return row;
  };
}
