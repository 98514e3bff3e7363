import type { Experiment } from './experiment';
import { FILE_FIELDS, STAGE_FILE } from './parameters';
import { builtinTables } from './tables';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists the files that an experiment reads: those of its fields and of its stages. */
export function filesOfExperiment(experiment: Experiment): string[] {
  const found: unknown[] = [];
  const walk = (record: Record<string, unknown>, path: string): void => {
    for (const [key, value] of Object.entries(record)) {
      const at = path ? `${path}.${key}` : key;
      if (at === 'output') continue;
      if (FILE_FIELDS.has(at)) found.push(...[value].flat());
      else if (Object.hasOwn(builtinTables.chains, at)) {
        for (const stage of value as Record<string, unknown>[]) found.push(stage[STAGE_FILE]);
      } else if (isRecord(value)) walk(value, at);
    }
  };
  walk(experiment as Record<string, unknown>, '');
  return found.filter((file) => typeof file === 'string');
}
