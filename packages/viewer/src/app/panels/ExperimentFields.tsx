import type { Parameter } from '@braggsim/core';
import { valueAt } from '@braggsim/core/text';
import { builtinTables, SECTIONS } from '@braggsim/experiment';
import { CATALOGUE } from '@braggsim/geometry';
import { useState } from 'react';
import { withValue } from '../../simulate/presets';
import { problemOf } from '../../simulate/problem';
import { useApp, useSettings } from '../model';
import { EntryList } from './EntryList';
import { StageList } from './StageList';
import { ValueField } from './ValueField';

/** Sections that do nothing on the page, and fields that it has elsewhere or not at all. */
const ELSEWHERE = ['refine', 'output'];
const OWN = ['sampling.kernel', 'sampling.threads', 'sampling.native', 'sampling.vectorBits'];

/** Fields of a heading that a search finds. */
function fieldsOf(heading: string, search: string): [string, Parameter][] {
  const sections = Object.entries(SECTIONS).flatMap(([name, title]) => (title === heading ? [name] : []));
  return Object.entries(builtinTables.fields).filter(([path, { doc }]) => {
    const [section = ''] = path.split('.');
    const isShown = sections.includes(section) && !ELSEWHERE.includes(section) && !OWN.includes(path);
    return isShown && `${path} ${doc}`.toLowerCase().includes(search);
  });
}

/** A field of the experiment. */
export function Field({ path, parameter }: { readonly path: string; readonly parameter: Parameter }) {
  const { settings } = useApp();
  const { experiment } = useSettings();
  const { type, options } = parameter;
  const suggestions =
    path === 'detector.model'
      ? Object.keys(CATALOGUE)
      : type === 'stage'
        ? Object.keys(builtinTables.slots[path] ?? {})
        : options;
  return (
    <ValueField
      label={path.split('.').slice(1).join('.') || path}
      parameter={parameter}
      value={valueAt(experiment, path)}
      {...(suggestions && { suggestions })}
      onChange={(value) => {
        const changed = withValue(settings.get().experiment, path, value);
        const problem = problemOf(changed);
        if (!problem) settings.set({ experiment: changed });
        return problem;
      }}
    />
  );
}

/** Lists whose entries are edited on the page, by the headings under which they stand. */
const LISTS: Readonly<Record<string, string>> = {
  crystals: SECTIONS.crystals as string,
  'detector.panels': SECTIONS.detector as string,
};
/** Other lists, which belong to files. */
const UNEDITED = Object.keys(builtinTables.records).filter((path) => !Object.hasOwn(LISTS, path));

/** All fields of the experiment, from its tables, with a search. */
export function ExperimentFields() {
  const { experiment } = useSettings();
  const [text, setText] = useState('');
  const search = text.trim().toLowerCase();
  return (
    <>
      <input
        type="search"
        aria-label="Search the parameters"
        placeholder="search parameters (/)"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {UNEDITED.filter((path) => valueAt(experiment, path) !== undefined).map((path) => (
        <p key={path} className="note">
          {path}: {(valueAt(experiment, path) as readonly unknown[]).length} entries, which are edited in the exported
          file
        </p>
      ))}
      {[...new Set(Object.values(SECTIONS))].map((heading) => {
        const fields = fieldsOf(heading, search);
        const chains = Object.keys(builtinTables.chains).filter(
          (chain) => SECTIONS[chain] === heading && chain !== 'factors',
        );
        const shownChains = chains.filter((chain) => chain.includes(search) || search === '');
        const lists = Object.keys(LISTS).filter(
          (path) => LISTS[path] === heading && (path.toLowerCase().includes(search) || search === ''),
        );
        if (fields.length + shownChains.length + lists.length === 0) return null;
        return (
          // A search opens what it finds.
          <details key={`${heading} ${search === ''}`} open={search !== '' || undefined}>
            <summary>{heading}</summary>
            <div className="controls">
              {fields.map(([path, parameter]) => (
                <Field key={path} path={path} parameter={parameter} />
              ))}
              {lists.map((path) => (
                <EntryList key={path} path={path} />
              ))}
              {shownChains.map((chain) => (
                <StageList key={chain} chain={chain} />
              ))}
            </div>
          </details>
        );
      })}
    </>
  );
}
