import { isRecord } from '@braggsim/core/text';
import type { Experiment } from './experiment';
import { FILE_FIELDS, type SectionList, STAGE_FILES } from './parameters';
import { builtinTables } from './tables';

/** Lists the files that an experiment reads: those of its fields, of each of its crystals and of its stages. */
export function filesOfExperiment(experiment: Experiment): string[] {
  const { chains, slots, records, sectionLists } = builtinTables;
  const found: unknown[] = [];
  const ofStage = (stage: unknown): void => {
    if (isRecord(stage)) found.push(...STAGE_FILES.map((name) => stage[name]));
  };
  const walk = (record: unknown, path: string): void => {
    if (!isRecord(record)) return;
    for (const [key, value] of Object.entries(record)) {
      const at = path ? `${path}.${key}` : key;
      const list = sectionLists[at];
      if (at === 'output') continue;
      if (FILE_FIELDS.has(at)) found.push(...[value].flat());
      else if (Object.hasOwn(slots, at)) ofStage(value);
      else if (Object.hasOwn(chains, at)) [value].flat().forEach(ofStage);
      else if (Object.hasOwn(records, at)) for (const row of [value].flat()) walk(row, at);
      else if (list) for (const entry of [value].flat()) walkEntry(entry, list);
      else walk(value, at);
    }
  };
  const walkEntry = (entry: unknown, { section, inner }: SectionList): void => {
    walk(entry, section);
    if (isRecord(entry)) for (const name of inner) walk(entry[name], name);
  };
  walk(experiment, '');
  return found.filter((file) => typeof file === 'string');
}
