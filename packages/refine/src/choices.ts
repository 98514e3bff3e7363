import { type Mat3, usageError } from '@braggsim/core';
import { decimal } from '@braggsim/core/text';
import type { Experiment, RefineSection } from '@braggsim/experiment';
import type { LatticeSymmetry } from '@braggsim/lattice';
import type { BackgroundKind } from './backgrounds';
import type { ListFacts } from './experiment-list';
import type { FitMethod } from './fit-shot';
import type { Calibration } from './likelihood';
import type { FreeChoice } from './refinable';
import type { RefineOptions } from './refined-shot';
import type { Restraint } from './restraints';

/** What is refined when nothing is named. */
const DEFAULT_FREE = ['misset', 'cell', 'ncells', 'scale'];

/** Returns the names in words that may each hold several, separated by commas or blanks. */
export const namesIn = (words: readonly string[] = []): string[] =>
  words.flatMap((word) => word.split(/[\s,]+/).filter((name) => name !== ''));

/** Returns the two sides of `name=one:other`. */
function sides(text: string, flag: string): readonly [name: string, one: string, other: string] {
  const match = /^([^=]+)=([^:]*):([^:]*)$/.exec(text.trim());
  if (!match) throw usageError(`${flag} takes name=${flag === '--bound' ? 'low:high' : 'value:sigma'}, not '${text}'`);
  return [match[1]?.trim() ?? '', match[2]?.trim() ?? '', match[3]?.trim() ?? ''];
}

function numberOf(word: string, text: string, flag: string): number {
  const value = decimal(word);
  if (value !== undefined) return value;
  throw usageError(`${flag} takes numbers, and '${word}' in '${text}' is none`);
}

function boundOf(text: string): FreeChoice['bounds'][number] {
  const [name, low, high] = sides(text, '--bound');
  const side = (word: string) => (word === '' ? null : numberOf(word, text, '--bound'));
  return { name, lower: side(low), upper: side(high) };
}

function restraintOf(text: string): Restraint {
  const [name, value, sigma] = sides(text, '--restrain');
  const width = numberOf(sigma, text, '--restrain');
  if (!(width > 0)) throw usageError(`--restrain takes a sigma above 0, not '${text}'`);
  return { name, value: numberOf(value, text, '--restrain'), sigma: width };
}

/** Returns the lattice of a space group, from the rotations of its point group. */
export function latticeOfRotations(rotations: readonly Mat3[]): LatticeSymmetry {
  const orders = rotations.map(orderOf);
  const count = (order: number) => orders.filter((one) => one === order).length;
  if (count(3) === 8) return 'cubic';
  if (count(6) > 0) return 'hexagonal';
  if (count(3) > 0) return rotations.some(mixesAllAxes) ? 'rhombohedral' : 'trigonal';
  if (count(4) > 0) return 'tetragonal';
  if (count(2) === 3) return 'orthorhombic';
  return count(2) === 1 ? 'monoclinic' : 'triclinic';
}

/** Returns the order of a proper rotation by its trace. */
function orderOf(m: Mat3): number {
  const trace = Math.round(m[0] + m[4] + m[8]);
  return { '3': 1, '-1': 2, '0': 3, '1': 4, '2': 6 }[String(trace)] ?? 1;
}

/** Tells whether a rotation permutes the three axes, as in the rhombohedral setting. */
const mixesAllAxes = (m: Mat3): boolean => orderOf(m) === 3 && m.every((x) => x === 0 || x === 1);

/** Returns what the refinement of an experiment file and the flags ask for. */
export function refineOptions(
  section: RefineSection,
  fromIndexing: boolean,
  lattice: LatticeSymmetry | undefined,
): RefineOptions {
  const free = namesIn(section.free);
  return {
    free: free.length > 0 ? free : DEFAULT_FREE,
    fix: namesIn(section.fix),
    bounds: (section.bounds ?? []).map(boundOf),
    restraints: (section.restraints ?? []).map(restraintOf),
    ties: (section.ties ?? []).map((text) => namesIn([text])),
    lattice: section.lattice ?? lattice,
    settings: (section.settings as 'auto' | 'off' | undefined) ?? (fromIndexing ? 'auto' : 'off'),
    ...(section.boxPx !== undefined && { box: section.boxPx }),
    background: (section.background ?? 'plane') as BackgroundKind,
    ...(section.dMinA !== undefined && { dMinA: section.dMinA }),
    ...(section.dMaxA !== undefined && { dMaxA: section.dMaxA }),
    tolerance: section.tolerance ?? 0.05,
    maxEvaluations: section.maxEvaluations ?? 200,
    ...(section.method !== undefined && { method: section.method as FitMethod }),
    reject: section.reject ?? false,
    anomalous: section.anomalous ?? false,
  };
}

/** Counts per photon, offset and noise: of the section, of the readout chain, or of an experiment list. */
export function calibrationOf({ readout = [], refine = {} }: Experiment, facts: Partial<ListFacts> = {}): Calibration {
  const stage = (kind: string) => readout.find((one) => one.kind === kind);
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
  const [gain, noise, digitize] = [stage('gain'), stage('readNoise'), stage('digitize')];
  const chainOffset =
    gain || digitize
      ? (number(gain?.offset) ?? 0) + (digitize ? (number(digitize.offset) ?? DIGITIZE_OFFSET) : 0)
      : undefined;
  return {
    gain: refine.gain ?? (gain ? (number(gain.gain) ?? 1) : undefined) ?? facts.gain ?? 1,
    offset: chainOffset ?? facts.pedestal ?? 0,
    readNoise: refine.readNoise ?? number(noise?.rms) ?? 0,
  };
}

/** Offset of a digitizer that names none. */
const DIGITIZE_OFFSET = 40;
