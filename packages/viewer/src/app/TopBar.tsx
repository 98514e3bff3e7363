import { useRef } from 'react';
import { chosenFiles } from '../files/dropped';
import { MODES } from '../state/settings';
import { useApp, useSettings } from './model';
import { openFiles } from './open-files';
import { SAVE_PANEL, showPanel } from './panels/Panel';

/** The name of the page, its modes, and the buttons that belong to all of them. */
export function TopBar() {
  const app = useApp();
  const { mode } = useSettings();
  const input = useRef<HTMLInputElement>(null);
  return (
    <header className="bar">
      <h1>braggsim</h1>
      <nav aria-label="Modes">
        {MODES.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === mode}
            onClick={() => app.settings.set({ mode: name, points: [] })}
          >
            {name[0]?.toUpperCase() + name.slice(1)}
          </button>
        ))}
      </nav>
      <span className="gap" />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Image files"
        onChange={({ target }) => {
          void openFiles(app, chosenFiles(target.files ?? []));
          // The same file can be chosen again.
          target.value = '';
        }}
      />
      <button
        type="button"
        id="open-files"
        title="open images (o), or drop them anywhere"
        onClick={() => {
          // The worker starts while the user chooses.
          app.files.start();
          input.current?.click();
        }}
      >
        Open
      </button>
      <button type="button" title="save the image, the picture or a link" onClick={() => showPanel(`#${SAVE_PANEL}`)}>
        Save
      </button>
      <button type="button" title="keys (?)" onClick={() => app.session.set({ showsHelp: true })}>
        Keys
      </button>
    </header>
  );
}
