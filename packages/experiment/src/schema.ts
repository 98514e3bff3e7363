import type { Parameter, ParameterTable } from '@braggsim/core';
import type { RecordList, SectionList } from './parameters';
import { builtinTables, CHAIN_DOCS, type ExperimentTables, type StageKinds } from './tables';

/** A JSON Schema, draft 7, which editors support best. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const described = ({ doc, unit }: Parameter): string => (unit ? `${doc} (${unit})` : doc);

const range = ({ min, max, exclusiveMin }: Pick<Parameter, 'min' | 'max' | 'exclusiveMin'>): JsonSchema => ({
  ...(min !== undefined && { [exclusiveMin ? 'exclusiveMinimum' : 'minimum']: min }),
  ...(max !== undefined && { maximum: max }),
});

function list(parameter: Omit<Parameter, 'type'>): JsonSchema {
  const counts = [parameter.count ?? []].flat();
  const item = { type: parameter.nullableEntries ? ['number', 'null'] : 'number', ...range(parameter) };
  if (counts.length === 0) return { type: 'array', items: item };
  const array = { type: 'array', items: item, minItems: Math.min(...counts), maxItems: Math.max(...counts) };
  return counts.includes(1) ? { anyOf: [array, item] } : array;
}

const TEXT = { type: 'string', minLength: 1 };

function typed(parameter: Parameter): JsonSchema {
  switch (parameter.type) {
    case 'enum':
      return { enum: parameter.options ?? [] };
    case 'text':
      return TEXT;
    case 'stringList': {
      const { named = [] } = parameter;
      const records = named.map((name) => ({
        type: 'object',
        additionalProperties: false,
        required: [name],
        properties: { [name]: TEXT },
      }));
      return { anyOf: [{ type: 'array', items: records.length > 0 ? { anyOf: [TEXT, ...records] } : TEXT }, TEXT] };
    }
    case 'numbers':
      return list(parameter);
    case 'stage':
      return TEXT;
    case 'numberLists':
      return { type: 'array', items: list(parameter) };
    case 'boolean':
      return { type: 'boolean' };
    default: {
      const one = { type: parameter.type, ...range(parameter) };
      return parameter.perAxis ? { anyOf: [one, list({ ...parameter, count: 3 })] } : one;
    }
  }
}

/** Makes the schema of one field: its type, its words, or null. */
function field(parameter: Parameter): JsonSchema {
  const { options = [], type, default: value, required } = parameter;
  const words = type === 'enum' || type === 'text' || options.length === 0 ? [] : [{ enum: options }];
  return {
    description: described(parameter),
    ...(value !== undefined && { default: value }),
    anyOf: [typed(parameter), ...words, ...(required ? [] : [{ type: 'null' }])],
  };
}

const record = (properties: JsonSchema, more: JsonSchema = {}): JsonSchema => ({
  type: ['object', 'null'],
  ...more,
  additionalProperties: false,
  properties,
});

/** Makes the JSON Schema of a list of records, each with the fields of a table. */
const recordList = ({ doc, fields: table }: RecordList): JsonSchema => ({
  description: doc,
  type: ['array', 'null'],
  minItems: 1,
  items: {
    ...record(section(table, ''), { type: 'object' }),
    required: Object.keys(table).filter((name) => table[name]?.required),
  },
});

/** Returns a section; one with a file may be given as the name of that file, or as its kind. */
function sectionSchema(
  table: ParameterTable,
  start: string,
  lists: ExperimentTables['records'],
  slots: ExperimentTables['slots'],
): JsonSchema {
  const fields = record(section(table, start, lists, slots));
  return Object.hasOwn(table, `${start}file`) ? { anyOf: [fields, TEXT] } : fields;
}

/** Returns the fields below a path, as nested sections. */
function section(
  table: ParameterTable,
  start: string,
  lists: ExperimentTables['records'] = {},
  slots: ExperimentTables['slots'] = {},
): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [path, parameter] of Object.entries(table)) {
    if (!path.startsWith(start)) continue;
    const [key = '', ...deeper] = path.slice(start.length).split('.');
    const kinds = slots[path];
    const own = kinds ? slotSchema(parameter, kinds) : field(parameter);
    properties[key] ??= deeper.length === 0 ? own : sectionSchema(table, `${start}${key}.`, lists, slots);
  }
  for (const [path, records] of Object.entries(lists)) {
    const key = path.slice(start.length);
    if (path.startsWith(start) && !key.includes('.')) properties[key] = recordList(records);
  }
  return properties;
}

/** Returns a list of sections: each entry has the fields of a section, of sections inside it, and its own. */
function sectionListSchema(
  { doc, section: name, inner, fields: own }: SectionList,
  { fields, records, slots }: ExperimentTables,
): JsonSchema {
  const properties = {
    ...section(fields, `${name}.`, records, slots),
    ...Object.fromEntries(inner.map((key) => [key, sectionSchema(fields, `${key}.`, records, slots)])),
    ...section(own, ''),
  };
  return { description: doc, type: ['array', 'null'], minItems: 1, items: record(properties, { type: 'object' }) };
}

function stage(kind: string, table: ParameterTable): JsonSchema {
  const parameters = Object.entries(table).map(([name, parameter]) => [name, field(parameter)] as const);
  return {
    type: 'object',
    additionalProperties: false,
    required: ['kind'],
    properties: { kind: { const: kind }, ...Object.fromEntries(parameters) },
  };
}

/** Returns a list of stages; empty where no stage is there for it. */
const chainSchema = (chain: string, kinds: StageKinds): JsonSchema => ({
  description: CHAIN_DOCS[chain],
  type: ['array', 'null'],
  ...(Object.keys(kinds).length === 0
    ? { maxItems: 0 }
    : { items: { anyOf: Object.entries(kinds).map(([kind, table]) => stage(kind, table)) } }),
});

/** Returns a field that names one stage, alone or with its parameters. */
const slotSchema = (parameter: Parameter, kinds: StageKinds): JsonSchema => ({
  description: described(parameter),
  ...(parameter.default !== undefined && { default: parameter.default }),
  anyOf: [
    ...(Object.keys(kinds).length > 0 ? [{ enum: Object.keys(kinds) }] : []),
    ...Object.entries(kinds).map(([kind, table]) => stage(kind, table)),
    { type: 'null' },
  ],
});

/** Makes the JSON Schema of experiment files from the parameter tables. */
export function experimentSchema(tables: ExperimentTables = builtinTables): JsonSchema {
  const { fields, chains, slots, records, sectionLists } = tables;
  const sections = Object.entries(sectionLists).map(([name, list]) => [name, sectionListSchema(list, tables)]);
  const lists = Object.entries(chains).map(([chain, kinds]) => [chain, chainSchema(chain, kinds)]);
  const properties = {
    $schema: { type: 'string' },
    ...section(fields, '', records, slots),
    ...Object.fromEntries(sections),
    ...Object.fromEntries(lists),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'braggsim experiment',
    description: 'What braggsim simulate computes. Lengths, angles and counts carry their units in their names.',
    ...record(properties, { type: 'object' }),
  };
}

/** Lists of plain values stand on one line where they fit. */
const ONE_LINE = 120;

/** Formats a schema as the formatter of this repository does. */
export function schemaText(schema: JsonSchema): string {
  const joined = (whole: string, before: string, items: string) => {
    const line = `${before}[${items.trim().replace(/\n\s*/g, ' ')}]`;
    return line.length < ONE_LINE ? line : whole;
  };
  const text = JSON.stringify(schema, null, 2)
    .replace(/^(.*)\[\n([^[\]{}]*?)\n\s*\]/gm, joined)
    .replace(/^( *"default": [\d.]+e)\+/gm, '$1');
  return `${text}\n`;
}
