import { type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';

/** The panel that saves, which the bar on top opens. */
export const SAVE_PANEL = 'save-panel';

/**
 * Opens a panel and goes to its first control.
 *
 * @param selector CSS selector of the panel; nothing happens where none matches
 */
export function showPanel(selector: string): void {
  const panel = document.querySelector(selector);
  if (!(panel instanceof HTMLDetailsElement)) return;
  const enter = (): void => {
    panel.scrollIntoView({ block: 'nearest' });
    panel.querySelector<HTMLElement>('select, input, button')?.focus();
  };
  if (panel.open) {
    enter();
    return;
  }
  // The panel has heard of it before, and has made its controls.
  panel.addEventListener('toggle', enter, { once: true });
  panel.open = true;
}

/** A group of controls that can be folded. Its controls are made when it is first unfolded. */
export function Panel({
  title,
  isOpen = true,
  id,
  hasSearch = false,
  children,
}: {
  readonly title: string;
  readonly isOpen?: boolean;
  readonly id?: string;
  /** Whether the first control is a search, to which a key leads. */
  readonly hasSearch?: boolean;
  readonly children: ReactNode;
}) {
  const [isUsed, setUsed] = useState(isOpen);
  return (
    <details
      open={isOpen}
      className="panel"
      id={id}
      data-search={hasSearch || undefined}
      // At once, so that whoever has unfolded the panel can go to its controls.
      onToggle={({ currentTarget }) => currentTarget.open && flushSync(() => setUsed(true))}
    >
      <summary>{title}</summary>
      <div className="controls">{isUsed && children}</div>
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
