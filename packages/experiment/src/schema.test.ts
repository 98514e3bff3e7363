import { expect, test } from 'vitest';
import { builtinTables } from './tables';

const { chains, fields } = builtinTables;

import { experimentSchema, type JsonSchema, schemaText } from './schema';

test('the schema that is shipped is that of the tables (vitest -u writes it)', async () => {
  await expect(schemaText(experimentSchema())).toMatchFileSnapshot('../schema/experiment.schema.json');
});

/** The fields of a section, also of one that may be given as the name of a file. */
const propertiesOf = (schema: JsonSchema | undefined): Record<string, JsonSchema> | undefined => {
  const [own] = [schema, ...((schema?.anyOf ?? []) as readonly JsonSchema[])].filter((part) => part?.properties);
  return own?.properties as Record<string, JsonSchema> | undefined;
};

/** The schema of a field. */
const at = (path: string): JsonSchema | undefined =>
  path.split('.').reduce<JsonSchema | undefined>((schema, key) => propertiesOf(schema)?.[key], experimentSchema());

test('every field has its description, range and words', () => {
  for (const [path, { doc }] of Object.entries(fields)) {
    expect(at(path)?.description, path).toContain(doc);
  }
  expect(at('detector.pixelMm')?.anyOf).toEqual([{ type: 'number', exclusiveMinimum: 0 }, { type: 'null' }]);
  expect(at('sampling.oversample')?.anyOf).toEqual([{ type: 'integer' }, { enum: ['auto'] }, { type: 'null' }]);
  expect(at('crystal.sizeUm')?.anyOf).toEqual([
    { type: 'array', items: { type: ['number', 'null'] }, minItems: 3, maxItems: 3 },
    { type: 'null' },
  ]);
  expect(at('scan.images')?.default).toBe(1);
});

test('a section with a file may be given as its name', () => {
  const [section, name] = (at('beam.spectrum')?.anyOf ?? []) as readonly JsonSchema[];
  expect(section?.additionalProperties).toBe(false);
  expect(name).toEqual({ type: 'string', minLength: 1 });
});

test('sections and stages take nothing unknown', () => {
  expect(at('beam')?.additionalProperties).toBe(false);
  const items = at('readout')?.items as JsonSchema;
  const stages = items.anyOf as readonly JsonSchema[];
  expect(stages.map(({ properties }) => (properties as Record<string, JsonSchema>).kind?.const)).toEqual(
    Object.keys(chains.readout ?? {}),
  );
  expect(stages.every((stage) => stage.additionalProperties === false)).toBe(true);
});
