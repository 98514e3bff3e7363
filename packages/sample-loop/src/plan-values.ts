import { type FixedPlan, orientationCount, type PanelPlan, type ShotPlan, type TermPlan } from '@braggsim/core/kernel';
import { bandRow, bandValues } from './band-values';
import { flattened } from './constants';
import { nodeValues } from './scatter-sum';
import { cutoffLevel, HALF_SPACING } from './shape-reach';
import { byTerm } from './terms';
import { placeCount, placeValues, shotColumn, vectorValues } from './values';

/** Reach of spots that meet their neighbours: samples halfway between the two belong to one of them, whatever their rounding. */
const MAX_REACH = 1;

/** A number of a shot. */
type OfShot = (shot: ShotPlan) => number;

/** Returns the smallest and the largest 1/wavelength of the channels of a spectrum, 1/m. */
const channelRange = ({ sources: { wavelengths } }: ShotPlan): readonly [number, number] => [
  1 / wavelengths.reduce((a, b) => Math.max(a, b)),
  1 / wavelengths.reduce((a, b) => Math.min(a, b)),
];

/** What shots have one of, less the first sources and orientations. */
const OF_SHOT: ReadonlyMap<string, OfShot> = new Map([
  ['channels.middle', (shot) => channelRange(shot).reduce((first, last) => (first + last) / 2)],
  ['channels.halfWidth', (shot) => channelRange(shot).reduce((first, last) => (last - first) / 2)],
  ['orientations', orientationCount],
  ['scale', ({ scale }) => scale],
]);

/** Returns what is the same in all shots of a panel. */
function fixedValues(fixed: FixedPlan, panel: PanelPlan, reach: readonly number[]): Record<string, number> {
  const terms = byTerm<TermPlan>(panel.surface, fixed);
  return {
    ...Object.assign({}, ...terms.map(([prefix, { constants }]) => flattened(prefix, constants))),
    ...vectorValues('normal', panel.normal),
    ...placeValues('place', fixed, panel, 0),
    ...placeValues('firstPlace', fixed, panel, 0),
    ...placeValues('lastLayer', fixed, panel, (fixed.layers - 1) * fixed.oversample ** 2),
    ...nodeValues(fixed, 0),
    ...bandValues(fixed),
    ...bandRow(fixed, 0),
    'reach.level': cutoffLevel(fixed),
    ...Object.fromEntries(reach.map((x, i) => [`reach.${i}`, x < HALF_SPACING ? x : MAX_REACH])),
    pixelSize: panel.pixelSize,
    normalDistance: panel.normalDistance,
    dMin: fixed.dMin,
  };
}

/** Returns a number of a shot, or of its first source or orientation, by the name of its input; undefined where there is none. */
function ofShot(name: string, fixed: FixedPlan): OfShot | undefined {
  if (name === 'perSample') return ({ sources }) => 1 / (placeCount(fixed) * sources.count);
  const column = shotColumn(name);
  return column ? (shot) => column(shot)(0) : OF_SHOT.get(name);
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
