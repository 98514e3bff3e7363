import { useEffect, useRef } from 'react';
import { KEYS } from './keys';
import { useApp, useSession } from './model';

/** The list of all keys. */
export function Help() {
  const { session } = useApp();
  const { showsHelp } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (showsHelp) dialog.current?.showModal();
    else dialog.current?.close();
  }, [showsHelp]);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={() => session.set({ showsHelp: false })}>
      <h2 id="help-title">Keys and mouse</h2>
      <dl className="keys">
        {KEYS.map(({ shown, doc }) => (
          <div key={doc}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{doc}</dd>
          </div>
        ))}
      </dl>
      <p>
        The wheel zooms at the cursor, dragging moves the picture, shift and dragging zooms to a box, and a double click
        shows the whole picture. Files and folders can be dropped anywhere.
      </p>
      <button type="button" onClick={() => session.set({ showsHelp: false })}>
        Close
      </button>
    </dialog>
  );
}
