import type { Parameter, StageRequest } from '@braggsim/core';
import { builtinTables, CHAIN_DOCS, type Experiment } from '@braggsim/experiment';
import { useEffect, useState } from 'react';
import { fieldText, fieldValue } from '../../simulate/field-text';
import { withValue } from '../../simulate/presets';
import { problemOf } from '../../simulate/problem';
import { report } from '../actions';
import { useApp, useSettings } from '../model';

interface StageFieldProps {
  readonly name: string;
  readonly parameter: Parameter;
  readonly value: unknown;
  readonly onChange: (value: unknown) => boolean;
}

function StageField({ name, parameter, value, onChange }: StageFieldProps) {
  const shown = fieldText(value);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const { unit, doc, default: byDefault } = parameter;
  const take = (): void => {
    if (text !== shown && !onChange(fieldValue(parameter, text))) setText(shown);
  };
  return (
    <label className="row" title={doc}>
      <span>{`${name}${unit ? ` (${unit})` : ''}`}</span>
      <input
        value={text}
        placeholder={byDefault === undefined ? 'not set' : fieldText(byDefault)}
        onChange={({ target }) => setText(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => key === 'Enter' && take()}
      />
    </label>
  );
}

/** A list of stages of the experiment, such as its backgrounds, whose stages can be added, changed and removed. */
export function StageList({ chain }: { readonly chain: string }) {
  const app = useApp();
  const { experiment } = useSettings();
  const kinds = builtinTables.chains[chain] ?? {};
  const stages = (experiment[chain as keyof Experiment] ?? []) as readonly StageRequest[];
  /** Takes another list if it is allowed, and reports why not otherwise. */
  const set = (next: readonly object[]): boolean => {
    const changed = withValue(app.settings.get().experiment, chain, next.length > 0 ? next : undefined);
    const problem = problemOf(changed);
    if (problem) report(app, problem);
    else app.settings.set({ experiment: changed });
    return !problem;
  };
  return (
    <fieldset>
      <legend title={CHAIN_DOCS[chain]}>{chain}</legend>
      {stages.map((stage, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stages have no other name
        <div key={i} className="stage-entry">
          <div className="buttons">
            <strong>{stage.kind}</strong>
            <button
              type="button"
              aria-label={`Remove ${stage.kind}`}
              onClick={() => set(stages.filter((_, other) => other !== i))}
            >
              Remove
            </button>
          </div>
          {Object.entries(kinds[stage.kind] ?? {}).map(([name, parameter]) => (
            <StageField
              key={name}
              name={name}
              parameter={parameter}
              value={stage[name]}
              onChange={(value) => {
                const { [name]: _, ...others } = stage;
                const changed = value === undefined ? others : { ...stage, [name]: value };
                return set(stages.map((other, at) => (at === i ? changed : other)));
              }}
            />
          ))}
        </div>
      ))}
      <select
        aria-label={`Add to ${chain}`}
        value=""
        onChange={({ target }) => {
          const required = Object.entries(kinds[target.value] ?? {}).filter(([, parameter]) => parameter.required);
          // A stage with required numbers begins with 1, so that it can be added at all.
          set([
            ...stages,
            {
              kind: target.value,
              ...Object.fromEntries(required.map(([name, { min = 0 }]) => [name, Math.max(min, 1)])),
            },
          ]);
        }}
      >
        <option value="">add …</option>
        {Object.keys(kinds).map((kind) => (
          <option key={kind}>{kind}</option>
        ))}
      </select>
    </fieldset>
  );
}
