import type { ReactNode } from 'react';

/** The panel that saves, which the bar on top opens. */
export const SAVE_PANEL = 'save-panel';

/** Opens a panel and goes to its first control. */
export function showPanel(id: string): void {
  const panel = document.getElementById(id);
  if (!(panel instanceof HTMLDetailsElement)) return;
  panel.open = true;
  panel.scrollIntoView({ block: 'nearest' });
  panel.querySelector<HTMLElement>('select, input, button')?.focus();
}

/** A group of controls that can be folded. */
export function Panel({
  title,
  isOpen = true,
  id,
  children,
}: {
  readonly title: string;
  readonly isOpen?: boolean;
  readonly id?: string;
  readonly children: ReactNode;
}) {
  return (
    <details open={isOpen} className="panel" id={id}>
      <summary>{title}</summary>
      <div className="controls">{children}</div>
    </details>
  );
}

/** A list to choose from. */
export function Choice<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly T[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <label className="row">
      <span>{props.label}</span>
      <select aria-label={props.label} value={props.value} onChange={({ target }) => props.onChange(target.value as T)}>
        {props.options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}

/** A box to tick. */
export function Tick({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <label className="tick">
      <input type="checkbox" checked={value} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  );
}
