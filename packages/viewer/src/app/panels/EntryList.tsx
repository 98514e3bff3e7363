import type { ParameterTable } from '@braggsim/core';
import { valueAt } from '@braggsim/core/text';
import { builtinTables, type Experiment } from '@braggsim/experiment';
import { useState } from 'react';
import { withValue } from '../../simulate/presets';
import { problemOf } from '../../simulate/problem';
import { report } from '../actions';
import { useApp, useSettings } from '../model';
import { ValueField } from './ValueField';

type Entry = Readonly<Record<string, unknown>>;

/** The fields of a section and of sections within it, without the name of the section. */
function fieldsWithin(section: string): ParameterTable {
  return Object.fromEntries(
    Object.entries(builtinTables.fields).flatMap(([path, parameter]) =>
      path.startsWith(`${section}.`) ? [[path.slice(section.length + 1), parameter] as const] : [],
    ),
  );
}

/** The fields of an entry of a list, by their paths in it. */
function tableOf(path: string): ParameterTable {
  const list = builtinTables.sectionLists[path];
  if (!list) return builtinTables.records[path]?.fields ?? {};
  const inner = list.inner.map((section) =>
    Object.fromEntries(Object.entries(fieldsWithin(section)).map(([name, field]) => [`${section}.${name}`, field])),
  );
  return Object.assign({}, fieldsWithin(list.section), list.fields, ...inner) as ParameterTable;
}

/** What the first entry of a list is made of: the one crystal, or a panel that is the whole detector. */
function firstEntry(path: string, { crystal, detector }: Experiment): Entry {
  if (path === 'crystals') return { ...crystal };
  if (path !== 'detector.panels') return {};
  const { pixelsFast = 1024, pixelsSlow = 1024 } = detector ?? {};
  return { pixelsFast, pixelsSlow, cornerMm: [0, 0, 0] };
}

/** The experiment with other entries of a list. One crystal is no list. */
function withEntries(experiment: Experiment, path: string, entries: readonly Entry[]): Experiment {
  if (path === 'crystals') {
    const { crystal: _, crystals: __, ...rest } = experiment;
    const [only] = entries;
    if (entries.length === 1 && only) {
      const { scale: ___, copies: ____, structureFactors, ...crystal } = only;
      return { ...rest, crystal, ...(structureFactors !== undefined && { structureFactors }) } as Experiment;
    }
    return { ...rest, ...(entries.length > 0 && { crystals: entries }) } as Experiment;
  }
  return withValue(experiment, path, entries.length > 0 ? entries : undefined);
}

/** A list of crystals, panels or other records, of which one is edited; entries can be added and removed. */
export function EntryList({ path }: { readonly path: string }) {
  const app = useApp();
  const { experiment } = useSettings();
  const [chosen, setChosen] = useState(0);
  const entries = (valueAt(experiment, path) ?? []) as readonly Entry[];
  const at = Math.min(chosen, entries.length - 1);
  const entry = entries[at];
  const take = (next: readonly Entry[]): string | undefined => {
    const changed = withEntries(app.settings.get().experiment, path, next);
    const problem = problemOf(changed);
    if (!problem) app.settings.set({ experiment: changed });
    return problem;
  };
  const add = (): void => {
    const start = entry ?? firstEntry(path, experiment);
    const { name: _, ...copy } = start;
    // A list of crystals begins with two, since one is no list.
    const next = entry ? [...entries, copy] : path === 'crystals' ? [start, start] : [start];
    const problem = take(next);
    if (problem) report(app, problem);
    else setChosen(next.length - 1);
  };
  const remove = (): void => {
    const problem = take(entries.filter((_, i) => i !== at));
    if (problem) report(app, problem);
  };
  const doc = builtinTables.sectionLists[path]?.doc ?? builtinTables.records[path]?.doc;
  const fields = Object.entries(tableOf(path));
  return (
    <fieldset>
      <legend title={doc}>{path}</legend>
      <div className="buttons">
        {entries.length > 0 && (
          <select aria-label={`Entry of ${path}`} value={at} onChange={({ target }) => setChosen(Number(target.value))}>
            {entries.map(({ name }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries need no name
              <option key={i} value={i}>
                {i + 1} of {entries.length}
                {typeof name === 'string' ? `: ${name}` : ''}
              </option>
            ))}
          </select>
        )}
        <button type="button" aria-label={`Add to ${path}`} onClick={add}>
          Add
        </button>
        {entry && (
          <button type="button" aria-label={`Remove from ${path}`} onClick={remove}>
            Remove
          </button>
        )}
      </div>
      {entry &&
        fields.map(([name, parameter]) => (
          <ValueField
            key={`${at} ${name}`}
            label={name}
            parameter={parameter}
            value={valueAt(entry as Experiment, name)}
            onChange={(value) =>
              take(
                entries.map((other, i) => (i === at ? (withValue(other as Experiment, name, value) as Entry) : other)),
              )
            }
          />
        ))}
    </fieldset>
  );
}
