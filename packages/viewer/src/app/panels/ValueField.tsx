import type { Parameter } from '@braggsim/core';
import { useEffect, useId, useState } from 'react';
import { fieldText, fieldValue } from '../../simulate/field-text';

/** A field of a table; it takes effect when it is left or Enter is pressed. */
export function ValueField(props: {
  readonly label: string;
  readonly parameter: Parameter;
  readonly value: unknown;
  /** Words that are offered besides what can be typed. */
  readonly suggestions?: readonly string[];
  /** Takes another value. @returns why it is not allowed, or undefined */
  readonly onChange: (value: unknown) => string | undefined;
}) {
  const { label, parameter, value, onChange } = props;
  const { type, unit, options = [], default: byDefault, doc } = parameter;
  const id = useId();
  const shown = fieldText(value);
  const [text, setText] = useState(shown);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    setText(shown);
    setProblem(undefined);
  }, [shown]);
  const take = (next: string): void => {
    setText(next);
    if (next !== shown) setProblem(onChange(fieldValue(parameter, next)));
  };
  const choices = type === 'boolean' ? ['true', 'false'] : type === 'enum' ? options : undefined;
  const suggestions = props.suggestions ?? options;
  const placeholder = byDefault === undefined ? 'not set' : fieldText(byDefault);
  return (
    <div className="field" title={doc}>
      <label htmlFor={id}>{`${label}${unit ? ` (${unit})` : ''}`}</label>
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
