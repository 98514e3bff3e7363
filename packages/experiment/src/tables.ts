import { backgroundTerms, powderParameters } from '@braggsim/background';
import { type ParameterTable, type Readout, type Stage, type Term, usageError } from '@braggsim/core';
import type { ReadyRegistry } from '@braggsim/core/kernel';
import { latticeTerms } from '@braggsim/lattice';
import { noiseStages } from '@braggsim/noise';
import { dampedId } from '@braggsim/reflections';
import { plainFields, type RecordList, recordLists, type SectionList, sectionLists } from './parameters';

/** Stages by kind, each with its own parameters. */
export type StageKinds = Readonly<Record<string, ParameterTable>>;

/**
 * All fields, lists and stages of an experiment: the one source of flags, help, validation, schema and the file that
 * `braggsim init` writes.
 */
export interface ExperimentTables {
  /** Fields by their paths, without lists of stages and records. */
  readonly fields: ParameterTable;
  /** Lists of stages, with the stages that each may hold. */
  readonly chains: Readonly<Record<string, StageKinds>>;
  /** Fields that name one stage, with the stages that each may name. */
  readonly slots: Readonly<Record<string, StageKinds>>;
  /** Lists of records that sections may hold, by the paths of their fields. */
  readonly records: Readonly<Record<string, RecordList>>;
  /** Lists of whole sections, by their names. */
  readonly sectionLists: Readonly<Record<string, SectionList>>;
  /** Parameters of stages by their paths: `readout.digitize.offset`, `crystal.shape.ellipsoid.edge`. */
  readonly stageFields: ParameterTable;
  /** Readout stages that draw with the seed of the experiment. */
  readonly seeded: ReadonlySet<string>;
}

/** Describes each list of stages. */
export const CHAIN_DOCS: Readonly<Record<string, string>> = {
  factors: 'Factors of plug-ins that multiply every sample.',
  background: 'Scattering besides the crystal, added to every pixel.',
  scatter: 'Scattering of plug-ins between the spots, added for every orientation of the crystal.',
  readout: 'What happens between expected photons and recorded numbers, in order.',
};

/** Flags of parameters of built-in stages; other parameters are given in files or by `--set`. */
const STAGE_FLAGS: Readonly<Record<string, string>> = {
  'background.water.thicknessUm': '--water',
  'readout.photon.rng': '--rng',
  'readout.digitize.offset': '--offset',
};

/** Fields and lists that request stages, by their kind or slot. */
const HOMES: Readonly<Record<string, string>> = {
  factor: 'factors',
  background: 'background',
  scatter: 'scatter',
  readout: 'readout',
  shape: 'crystal.shape',
  structure: 'structureFactors.structure',
  surface: 'detector.surface',
  source: 'beam.source',
};

const slotOf = (stage: Stage): string => (stage.kind === 'term' ? stage.slot : stage.kind);

/** Lists the parameters of a stage itself: those with a point in their names are fields of a section, which it reads from derived values. */
const ownParameters = (params: ParameterTable): [string, ParameterTable[string]][] =>
  Object.entries(params).filter(([name]) => !name.includes('.'));

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter, at: number) => `${at > 0 ? '-' : ''}${letter.toLowerCase()}`);

/** Returns the built-in stages of a list, in their usual order, with their parameters. */
function builtinKinds(home: string, registry: ReadyRegistry<Term | Readout>): StageKinds {
  return Object.fromEntries(
    [...registry.values()].map((make) => {
      const { id, params } = make();
      const table = ownParameters(params).map(([name, { flag: _, ...parameter }]) => {
        const flag = STAGE_FLAGS[`${home}.${id}.${name}`];
        return [name, flag === undefined ? parameter : { ...parameter, flag }] as const;
      });
      return [id, Object.fromEntries(table) as ParameterTable];
    }),
  );
}

/** Makes the parameters of a plug-in's stage, each with a flag: its own or one made of the names. */
const pluginKind = ({ id, params }: Stage): ParameterTable =>
  Object.fromEntries(
    ownParameters(params).map(([name, parameter]) => [
      name,
      { ...parameter, flag: parameter.flag ?? `--${kebab(id)}-${kebab(name)}` },
    ]),
  );

const stagePaths = (homes: Readonly<Record<string, StageKinds>>): ParameterTable =>
  Object.fromEntries(
    Object.entries(homes).flatMap(([home, kinds]) =>
      Object.entries(kinds).flatMap(([kind, table]) =>
        Object.entries(table).map(([name, parameter]) => [`${home}.${kind}.${name}`, parameter] as const),
      ),
    ),
  );

const CHAINS: Readonly<Record<string, StageKinds>> = {
  factors: {},
  background: { ...builtinKinds('background', backgroundTerms), powder: powderParameters },
  scatter: {},
  readout: builtinKinds('readout', noiseStages),
};

const SLOTS: Readonly<Record<string, StageKinds>> = {
  'crystal.shape': builtinKinds('crystal.shape', latticeTerms),
  'detector.surface': {},
  'structureFactors.structure': {},
  'beam.source': {},
};

/** Ids of built-in terms that an experiment implies: a plug-in of the same name replaces one. */
const IMPLIED = new Set([
  'neighbours',
  'diffuse',
  'spotFactor',
  'solidAngle',
  'polarization',
  'captureFraction',
  'beamStop',
  'slab',
  'flat',
  'curved',
  'curvedLabAxes',
]);
const IMPLIED_STRUCTURES = new Set(['nearest', 'tricubic', 'uniform'].flatMap((id) => [id, dampedId(id)]));

/** Tells whether an id is that of a built-in term that experiments imply and cannot request. */
export const isImpliedTerm = (id: string): boolean => IMPLIED.has(id) || IMPLIED_STRUCTURES.has(id);

/** Tells whether a stage replaces a built-in one that experiments imply and cannot request. */
export const isImplied = ({ kind, id }: Stage): boolean => kind === 'term' && isImpliedTerm(id);

const SEEDED: readonly string[] = [...noiseStages.values()].flatMap((make) => (make().seeded ? [make().id] : []));

/** Removes the flags of fields that name a stage where no stage can be named. */
const withoutIgnoredFlags = (fields: ParameterTable, slots: Readonly<Record<string, StageKinds>>): ParameterTable =>
  Object.fromEntries(
    Object.entries(fields).map(([path, { flag, ...parameter }]) => {
      const isIgnored = Object.hasOwn(slots, path) && Object.keys(slots[path] ?? {}).length === 0;
      return [path, flag === undefined || isIgnored ? parameter : { ...parameter, flag }];
    }),
  );

/** Adds the file name extensions of plug-ins to the description of the outputs. */
function withExtensions(fields: ParameterTable, plugins: readonly Stage[]): ParameterTable {
  const extensions = plugins.flatMap((stage) => (stage.kind === 'codec' ? stage.extensions : []));
  const { output } = fields;
  if (extensions.length === 0 || !output) return fields;
  return { ...fields, output: { ...output, doc: `${output.doc}; and ${extensions.join(', ')} of plug-ins` } };
}

/**
 * Checks that no two parameters have the same flag.
 *
 * @throws BraggsimError (`usage`) that names both
 */
function checkFlags(fields: ParameterTable, stageFields: ParameterTable): void {
  const taken = new Map<string, string>();
  for (const [path, { flag }] of [...Object.entries(fields), ...Object.entries(stageFields)]) {
    if (flag === undefined) continue;
    const other = taken.get(flag);
    if (other !== undefined && Object.hasOwn(stageFields, path)) {
      throw usageError(
        `the flag ${flag} of ${path} is that of ${other}: give the parameter of the plug-in another one`,
      );
    }
    taken.set(flag, path);
  }
}

/**
 * Makes the tables of an experiment, with the stages of plug-ins among those that it may request.
 *
 * @throws BraggsimError (`usage`) for a plug-in's flag that is in use
 */
export function experimentTables(plugins: readonly Stage[] = []): ExperimentTables {
  const chains: Record<string, StageKinds> = { ...CHAINS };
  const slots: Record<string, StageKinds> = { ...SLOTS };
  for (const stage of plugins) {
    const home = HOMES[slotOf(stage)];
    if (home === undefined || isImplied(stage)) continue;
    const homes = Object.hasOwn(chains, home) ? chains : slots;
    homes[home] = { ...homes[home], [stage.id]: pluginKind(stage) };
  }
  const fields = withExtensions(withoutIgnoredFlags(plainFields, slots), plugins);
  const stageFields = { ...stagePaths(chains), ...stagePaths(slots) };
  checkFlags(fields, stageFields);
  const seeded = plugins.flatMap((stage) => (stage.kind === 'readout' && stage.seeded ? [stage.id] : []));
  return {
    fields,
    chains,
    slots,
    records: recordLists,
    sectionLists,
    stageFields,
    seeded: new Set([...SEEDED, ...seeded]),
  };
}

/** Tables of an experiment without plug-ins. */
export const builtinTables: ExperimentTables = experimentTables();
