import { type Parameter, usageError } from '@braggsim/core';
import { COMPATIBILITY_OPTIONS } from '@braggsim/core/derived';
import { didYouMean } from '@braggsim/core/text';
import { currentPath, type Draft, setPath, setStage } from './draft';
import { type ExperimentTables, isImpliedTerm } from './tables';

/** Parses a word as the value of a parameter. @throws BraggsimError (`usage`) for a word that it does not accept */
export type ParseWord = (parameter: Parameter & { readonly flag: string }, word: string) => unknown;

/** A flag that affects an experiment without being a field of it. */
export interface Shorthand extends Parameter {
  readonly flag: string;
  readonly aliases?: readonly string[];
  /** Placeholder for the value in the help, such as `file`. */
  readonly value?: string;
  /** Heading in the help. */
  readonly group: string;
  /** Returns the paths of fields whose earlier values the flag replaces. */
  readonly replaces?: (value: unknown) => readonly string[];
  /** Changes an experiment; returns the paths of the fields that it set. Without it the flag acts before flags are read. */
  readonly apply?: (draft: Draft, value: unknown, tables: ExperimentTables, parse: ParseWord) => readonly string[];
}

/** Splits `name=value` at the equals sign. */
function assignment(text: string, flag: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`${flag} needs name=value, found '${text}'`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function setCompatibility(draft: Draft, text: string): string {
  const [id, value] = assignment(text, '--compatibility');
  const ids = COMPATIBILITY_OPTIONS.map((option) => option.id);
  if (!ids.some((known) => known === id)) {
    throw usageError(`there is no compatibility option '${id}'; the options are ${ids.join(', ')}`);
  }
  setPath(draft, `compatibility.${id}`, value);
  return `compatibility.${id}`;
}

function setAny(draft: Draft, text: string, tables: ExperimentTables, parse: ParseWord): string {
  const [name, word] = assignment(text, '--set');
  const path = currentPath(name);
  const parameter = tables.fields[path] ?? tables.stageFields[path];
  setPath(draft, path, parameter && parse({ ...parameter, flag: `--set ${path}` }, word), tables);
  return path;
}

/** Makes the kinds of anomalous atoms of a command line: `Fe=metal.csv`, `Zn`. */
function setAnomalous(draft: Draft, texts: readonly string[]): void {
  const kinds = texts.map((text) => {
    const at = text.indexOf('=');
    const [element, file] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
    if (element !== '' && file !== '') return { element, ...(file !== undefined && { dispersion: file }) };
    throw usageError(`--anomalous needs element or element=file, found '${text}'`);
  });
  draft.structureFactors = { ...(draft.structureFactors as Draft | undefined), anomalous: kinds };
}

/** Appends a stage with its default parameters to a list. */
function addStage(draft: Draft, text: string, tables: ExperimentTables): string {
  const [list = '', kind = ''] = text.split('.');
  const kinds = Object.keys(tables.chains[list] ?? {});
  if (!Object.hasOwn(tables.chains, list)) {
    throw usageError(`--stage needs list.kind with a list of ${Object.keys(tables.chains).join(', ')}, not '${text}'`);
  }
  if (!kinds.includes(kind) && list !== 'readout' && isImpliedTerm(kind)) {
    throw usageError(
      `the stage '${kind}' cannot be requested: the fields of an experiment imply it; leave --stage out`,
    );
  }
  if (!kinds.includes(kind)) {
    const there = kinds.length > 0 ? `it has ${kinds.join(', ')}` : 'load the plug-in that has it (--plugin)';
    throw usageError(`${list} has no stage '${kind}'${didYouMean(kind, kinds, `; ${there}`)}`);
  }
  setStage(draft, list, kind, {}, tables);
  return list;
}

const EV_PER_KEV = 1000;

function setPaths(draft: Draft, fields: Readonly<Record<string, unknown>>): readonly string[] {
  for (const [path, value] of Object.entries(fields)) setPath(draft, path, value);
  return Object.keys(fields);
}

/** Flags that affect an experiment without being fields of it, by the names of their options. */
export const SHORTHANDS = {
  noise: {
    type: 'boolean',
    flag: '--noise',
    group: 'Readout',
    doc: 'add photon noise and round to whole numbers: a readout of photon and digitize',
    apply: (draft) => {
      setStage(draft, 'readout', 'photon', {});
      setStage(draft, 'readout', 'digitize', {});
      return ['readout'];
    },
  },
  electrons: {
    type: 'number',
    unit: 'keV',
    min: 0,
    exclusiveMin: true,
    flag: '--electrons',
    group: 'Beam',
    doc: 'electrons of this kinetic energy instead of X-rays: beam.particle and beam.energyEv together',
    replaces: () => ['beam.energyEv'],
    apply: (draft, value) =>
      setPaths(draft, { 'beam.particle': 'electron', 'beam.energyEv': (value as number) * EV_PER_KEV }),
  },
  band: {
    type: 'text',
    flag: '--band',
    value: 'file',
    group: 'Beam',
    doc: 'file of a spectrum that is linear between its knots, energyEv,weight: beam.spectrum.file with between: linear',
    replaces: () => ['beam.spectrum.file'],
    apply: (draft, value) => setPaths(draft, { 'beam.spectrum.file': value, 'beam.spectrum.between': 'linear' }),
  },
  anomalous: {
    type: 'stringList',
    flag: '--anomalous',
    value: 'element[=file]',
    group: 'Structure factors',
    doc: 'element of the model (--model) whose anomalous scattering follows the energy of the beam, with its file of energyEv,f1,f2; the built-in table without one',
    apply: (draft, value) => {
      setAnomalous(draft, value as readonly string[]);
      return ['structureFactors.anomalous'];
    },
  },
  cCompat: {
    type: 'boolean',
    flag: '--c-compat',
    group: 'Run',
    doc: 'the same as --compat nanobragg-c',
    apply: (draft) => setPaths(draft, { compat: 'nanobragg-c' }),
  },
  compatibility: {
    type: 'stringList',
    flag: '--compatibility',
    aliases: ['--choice'],
    value: 'option=value',
    group: 'Run',
    doc: 'set one compatibility option, in which the C program differs from correct physics; braggsim explain lists them',
    apply: (draft, value) => (value as readonly string[]).map((text) => setCompatibility(draft, text)),
  },
  stage: {
    type: 'stringList',
    flag: '--stage',
    value: 'list.kind',
    group: 'Run',
    doc: 'append a stage with default parameters to a list: --stage readout.flicker',
    apply: (draft, value, tables) => (value as readonly string[]).map((text) => addStage(draft, text, tables)),
  },
  set: {
    type: 'stringList',
    flag: '--set',
    value: 'field=value',
    group: 'Run',
    doc: 'any other field of an experiment file: --set detector.curved=true',
    replaces: (value) => (value as readonly string[]).map((text) => assignment(text, '--set')[0]),
    apply: (draft, value, tables, parse) =>
      (value as readonly string[]).map((text) => setAny(draft, text, tables, parse)),
  },
  plugin: {
    type: 'stringList',
    flag: '--plugin',
    value: 'file',
    group: 'Run',
    doc: 'JavaScript module that adds stages: crystal shapes, factors, backgrounds, readout stages, formats, sources',
  },
} as const satisfies Readonly<Record<string, Shorthand>>;
