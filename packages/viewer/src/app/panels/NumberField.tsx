import { useEffect, useState } from 'react';

/** A number that takes effect when the field is left or Enter is pressed; what is no number is not taken. */
export function NumberField(props: {
  readonly label: string;
  readonly value: number | undefined;
  readonly onChange: (value: number) => void;
  readonly placeholder?: string;
  /** Takes that the field was emptied; the number stays where this is absent. */
  readonly onEmpty?: () => void;
}) {
  const { label, value, onChange, placeholder, onEmpty } = props;
  const shown = value === undefined ? '' : `${Number(value.toPrecision(8))}`;
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const take = (): void => {
    const number = Number(text.replace(',', '.'));
    if (text.trim() !== '' && Number.isFinite(number)) {
      if (text !== shown) onChange(number);
    } else if (text.trim() === '' && onEmpty) {
      if (shown !== '') onEmpty();
    } else setText(shown);
  };
  return (
    <label className="row">
      <span>{label}</span>
      <input
        aria-label={label}
        inputMode="decimal"
        value={text}
        placeholder={placeholder}
        onChange={({ target }) => setText(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => key === 'Enter' && take()}
      />
    </label>
  );
}
