import type { Parameter } from '@braggsim/core';
import { builtinTables, SECTIONS } from '@braggsim/experiment';
import { CATALOGUE } from '@braggsim/geometry';
import { useEffect, useId, useState } from 'react';
import { fieldText, fieldValue } from '../../simulate/field-text';
import { valueAt, withValue } from '../../simulate/presets';
import { problemOf } from '../../simulate/problem';
import { useApp, useSettings } from '../model';
import { StageList } from './StageList';

/** Sections that do nothing on the page, and fields that it has elsewhere or not at all. */
const ELSEWHERE = ['refine', 'output', 'compatibility'];
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

/** A field of the experiment; it takes effect when it is left or Enter is pressed. */
export function Field({ path, parameter }: { readonly path: string; readonly parameter: Parameter }) {
  const { settings } = useApp();
  const { experiment } = useSettings();
  const id = useId();
  const shown = fieldText(valueAt(experiment, path));
  const [text, setText] = useState(shown);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    setText(shown);
    setProblem(undefined);
  }, [shown]);
  const { type, unit, options = [], default: byDefault, doc } = parameter;
  const take = (next: string): void => {
    setText(next);
    if (next === shown) return;
    const changed = withValue(settings.get().experiment, path, fieldValue(parameter, next));
    const wrong = problemOf(changed);
    setProblem(wrong);
    if (!wrong) settings.set({ experiment: changed });
  };
  const choices = type === 'boolean' ? ['true', 'false'] : type === 'enum' ? options : undefined;
  const suggestions =
    path === 'detector.model'
      ? Object.keys(CATALOGUE)
      : type === 'stage'
        ? Object.keys(builtinTables.slots[path] ?? {})
        : options;
  const label = `${path.split('.').slice(1).join('.') || path}${unit ? ` (${unit})` : ''}`;
  const placeholder = byDefault === undefined ? 'not set' : fieldText(byDefault);
  return (
    <div className="field" title={doc}>
      <label htmlFor={id}>{label}</label>
      {choices ? (
        <select id={id} value={text} onChange={({ target }) => take(target.value)}>
          <option value="">{placeholder}</option>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={text}
          placeholder={placeholder}
          list={suggestions.length > 0 ? `${id}-list` : undefined}
          aria-invalid={problem !== undefined}
          onChange={({ target }) => setText(target.value)}
          onBlur={() => take(text)}
          onKeyDown={({ key }) => key === 'Enter' && take(text)}
        />
      )}
      {!choices && suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {suggestions.map((word) => (
            <option key={word} value={word} />
          ))}
        </datalist>
      )}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** All fields of the experiment, from its tables, with a search. */
export function ExperimentFields() {
  const { experiment } = useSettings();
  const [text, setText] = useState('');
  const search = text.trim().toLowerCase();
  const lists = [...Object.keys(builtinTables.records), ...Object.keys(builtinTables.sectionLists)].filter(
    (path) => valueAt(experiment, path) !== undefined,
  );
  return (
    <>
      <input
        type="search"
        aria-label="Search the parameters"
        placeholder="search parameters (/)"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {lists.map((path) => (
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
        if (fields.length === 0 && shownChains.length === 0) return null;
        return (
          // A search opens what it finds.
          <details key={`${heading} ${search === ''}`} open={search !== '' || undefined}>
            <summary>{heading}</summary>
            <div className="controls">
              {fields.map(([path, parameter]) => (
                <Field key={path} path={path} parameter={parameter} />
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
