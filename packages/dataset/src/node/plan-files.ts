import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dataError } from '@braggsim/core';
import { reasonOf } from '@braggsim/core/node';
import { isRecord } from '@braggsim/core/text';
import { FILE_FIELDS, STAGE_FILES } from '@braggsim/experiment';
import { detectorFormat } from '@braggsim/experiment/node';
import type { Tables } from '../draws/draw-shot';
import { namesFile } from '../plan/fields';
import type { Plan } from '../plan/plan';

/** Fields whose files a data set does not read. */
const NOT_READ: ReadonlySet<string> = new Set(['output', 'refine.mask', 'structureFactors.cache']);

/** Lists the files that a record of an experiment names. */
function namesIn(record: object, path = ''): string[] {
  return Object.entries(record).flatMap(([key, value]): string[] => {
    const at = path ? `${path}.${key}` : key;
    const isOfStage = STAGE_FILES.includes(key) && !isRecord(value);
    const isFile = FILE_FIELDS.has(at) || isOfStage || (at === 'detector.model' && detectorFormat(value));
    if (isFile && !NOT_READ.has(at)) return [value].flat().filter((name): name is string => typeof name === 'string');
    if (Array.isArray(value)) return value.flatMap((entry) => (isRecord(entry) ? namesIn(entry) : []));
    return isRecord(value) ? namesIn(value, at) : [];
  });
}

const texts = (values: readonly unknown[]): string[] =>
  values.filter((value): value is string => typeof value === 'string');

/** Lists the files that rows of the groups of a plan name. */
const filesInRows = ({ groups }: Plan): readonly string[] =>
  Object.values(groups).flatMap(({ fields, source }) =>
    fields.flatMap((path, i) =>
      source.kind === 'rows' && namesFile(path) ? texts(source.rows.map((row) => row[i])) : [],
    ),
  );

/** Lists the files that tables of a plan name, each once, in the order of the plan and of the rows. */
export function filesInTables({ vary, groups }: Plan, tables: Tables): readonly string[] {
  const ofFields = Object.entries(vary).map(([path, { distribution: d }]) =>
    d.kind === 'table' ? { path, file: d.file, column: d.column } : undefined,
  );
  const ofGroups = Object.values(groups).flatMap(({ fields, source }) =>
    fields.map((path, i) =>
      source.kind === 'table' ? { path, file: source.file, column: source.columns[i] as string } : undefined,
    ),
  );
  const names = [...ofFields, ...ofGroups].flatMap((one) =>
    one && namesFile(one.path) ? texts(tables.get(one.file)?.get(one.column) ?? []) : [],
  );
  return [...new Set(names)];
}

/**
 * Lists the files that a plan names, each once.
 *
 * @param tables of the plan, which may name files, too
 */
export function planFiles(plan: Plan, tables: Tables = new Map()): readonly string[] {
  const { experiment, vary, groups } = plan;
  const drawn = Object.entries(vary).flatMap(([path, { distribution: d }]) => {
    if (d.kind === 'table') return [d.file];
    const named = d.kind === 'files' || namesFile(path);
    if (!named || (d.kind !== 'files' && d.kind !== 'choice' && d.kind !== 'constant')) return [];
    return (d.kind === 'constant' ? [d.value] : d.values).filter((name): name is string => typeof name === 'string');
  });
  const ofGroups = Object.values(groups).flatMap(({ source }) => (source.kind === 'table' ? [source.file] : []));
  return [
    ...new Set([...namesIn(experiment), ...drawn, ...ofGroups, ...filesInRows(plan), ...filesInTables(plan, tables)]),
  ];
}

/**
 * Computes the SHA-256 of every file that a plan names.
 *
 * @throws BraggsimError (`data`) for a file that cannot be read
 */
export function fileHashes(plan: Plan, tables: Tables = new Map()): ReadonlyMap<string, string> {
  return new Map(
    planFiles(plan, tables).map((file) => {
      try {
        return [file, createHash('sha256').update(readFileSync(file)).digest('hex')] as const;
      } catch (error) {
        const message = `cannot read the file '${file}' that the plan names: ${reasonOf(error)}; names are relative to the file that has them`;
        throw dataError({ message, cause: error });
      }
    }),
  );
}
