import type { Parameter, ParameterTable } from '@braggsim/core';
import { CHAIN_DOCS, chains, fields, SECTIONS } from './parameters';
import { defaultText, sentence } from './words';

/** What a new experiment file sets; every other field stands there as a comment. */
const STARTER: Readonly<Record<string, unknown>> = {
  'beam.wavelengthA': 1,
  'beam.fluencePerM2': '1e28',
  'beam.polarization': 0.9,
  'detector.convention': 'mosflm',
  'detector.pixelsFast': 512,
  'detector.pixelsSlow': 512,
  'detector.pixelMm': 0.2,
  'detector.distanceMm': 100,
  'scan.startDeg': 0,
  'scan.widthDeg': 0.5,
  'scan.phiSteps': 5,
  'crystal.cell': '[78, 78, 37, 90, 90, 90]',
  'crystal.misset': '[10, 20, 30]',
  'crystal.cells': '[10, 10, 20]',
  'crystal.shape': 'gauss',
  'structureFactors.default': 100,
  'sampling.oversample': 1,
  seed: 1,
  output: '[image_####.img, image_####.png]',
  compat: 'corrected',
};

/** Stages that a new experiment file has, by chain. */
const STARTER_STAGES: Readonly<Record<string, readonly string[]>> = {
  background: ['{ kind: water, thicknessUm: 2 }'],
  readout: ['{ kind: photon }', '{ kind: digitize, offset: 40 }'],
};

/** Where a comment starts, in columns. */
const COMMENT = 42;

/** What is known of a field besides its description. */
function facts({ type, unit, options = [], ...parameter }: Parameter): string {
  const words = type === 'choice' ? options.join(' | ') : options.length > 0 ? `or ${options.join(', ')}` : '';
  const value = defaultText({ type, options, ...parameter });
  return [unit, words, value && `default ${value}`].filter(Boolean).join('; ');
}

function commented(line: string, parameter: Parameter): string {
  const known = facts(parameter);
  return `${line.padEnd(COMMENT - 2)}  # ${sentence(parameter.doc)}${known ? ` [${known}]` : ''}`;
}

/** A value that a field could have, for fields that a new file leaves out. */
function example(parameter: Parameter): string {
  const { type, count = 3, default: value, min = 0, options = [] } = parameter;
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (value !== undefined) return String(value);
  if (type === 'numbers') return `[${Array.from({ length: Math.max(...[count].flat()) }, () => min).join(', ')}]`;
  return options[0] ?? (type === 'number' || type === 'integer' ? String(min) : '');
}

/** Lines of all fields below a path; a section whose every field is a comment is one as well. */
function sectionLines(table: ParameterTable, start: string, indent: string): string[] {
  const keys = [...new Set(paths(table, start).map((path) => path.slice(start.length).split('.')[0] as string))];
  return keys.flatMap((key) => {
    const path = `${start}${key}`;
    const parameter = table[path];
    if (parameter === undefined) {
      const set = paths(STARTER, `${path}.`).length > 0;
      return [`${indent}${set ? '' : '# '}${key}:`, ...sectionLines(table, `${path}.`, `${indent}  `)];
    }
    const value = STARTER[path];
    const line = value === undefined ? `${indent}# ${key}: ${example(parameter)}` : `${indent}${key}: ${value}`;
    return [commented(line, parameter)];
  });
}

const paths = (table: object, start: string): string[] => Object.keys(table).filter((path) => path.startsWith(start));

/** A chain with the stages of a new file, and what stages there are. */
function chainLines(chain: string): string[] {
  const known = Object.entries(chains[chain] ?? {}).flatMap(([kind, table]) => [
    `  # kind: ${kind}`,
    ...Object.entries(table).map(([name, parameter]) => commented(`  #   ${name}: ${example(parameter)}`, parameter)),
  ]);
  const stages = (STARTER_STAGES[chain] ?? []).map((text) => `  - ${text}`);
  return ['', `# ${CHAIN_DOCS[chain]}`, `${chain}:`, ...known, ...stages];
}

/** A complete experiment file that simulates as it is, with every field there is as a comment. */
export function experimentTemplate(): string {
  const sections = Object.keys(SECTIONS).flatMap((name) => {
    if (Object.hasOwn(chains, name)) return chainLines(name);
    const parameter = fields[name];
    if (parameter) return [commented(`${name}: ${STARTER[name] ?? ''}`, parameter)];
    const set = paths(STARTER, `${name}.`).length > 0;
    return ['', `${set ? '' : '# '}${name}:`, ...sectionLines(fields, `${name}.`, '  ')];
  });
  return [
    '# An experiment for braggsim simulate. Lines that start with # are off; the values there are the defaults or',
    '# examples. Files named here are relative to the folder of this file.',
    ...sections,
    '',
  ].join('\n');
}
