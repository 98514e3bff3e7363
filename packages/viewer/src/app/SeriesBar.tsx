import { useEffect } from 'react';
import { MAX_STACKED, STACKINGS, type Stack } from '../state/settings';
import { showImage } from './actions';
import { countImages, useApp, useSession, useSettings } from './model';

/** Time between images of a series that plays, ms. */
const PLAY_MS = 200;

/** The slider of a series of images, with buttons for the neighbours and to play it. */
export function SeriesBar() {
  const app = useApp();
  const session = useSession();
  const { current, isPlaying, isLoading } = session;
  const { stack } = useSettings();
  const total = countImages(session);
  const show = (next: Stack): void => {
    app.settings.set({ stack: next });
    void showImage(app, current);
  };
  useEffect(() => {
    if (!isPlaying || isLoading) return undefined;
    const timer = setTimeout(() => void showImage(app, (current + 1) % total), PLAY_MS);
    return () => clearTimeout(timer);
  }, [app, isPlaying, isLoading, current, total]);
  if (total < 2) return null;
  return (
    <div className="series">
      <button type="button" aria-label="Previous image" onClick={() => void showImage(app, current - 1)}>
        ‹
      </button>
      <input
        type="range"
        aria-label="Image of the series"
        min={1}
        max={total}
        value={current + 1}
        onChange={({ target }) => void showImage(app, target.valueAsNumber - 1)}
      />
      <button type="button" aria-label="Next image" onClick={() => void showImage(app, current + 1)}>
        ›
      </button>
      <button type="button" aria-pressed={isPlaying} onClick={() => app.session.set({ isPlaying: !isPlaying })}>
        {isPlaying ? 'Stop' : 'Play'}
      </button>
      <output>
        {current + 1} / {total}
      </output>
      <select
        aria-label="Images shown as one"
        value={stack.how}
        onChange={({ target }) => show({ ...stack, how: target.value as Stack['how'] })}
      >
        {STACKINGS.map((how) => (
          <option key={how}>{how}</option>
        ))}
      </select>
      {stack.how !== 'one image' && (
        <input
          className="short"
          type="number"
          aria-label="Number of images shown as one"
          min={1}
          max={Math.min(total, MAX_STACKED)}
          value={stack.count}
          onChange={({ target }) => {
            const count = Math.round(target.valueAsNumber);
            if (count >= 1 && count <= MAX_STACKED) show({ ...stack, count });
          }}
        />
      )}
    </div>
  );
}
