import { useApp } from '../app/model';
import { toScreen, type View } from '../image/view';
import { useStore } from '../state/store';

/** The place of the read-out, which keys can move. */
export function CursorMark({ view }: { readonly view: View }) {
  const { at } = useStore(useApp().cursor);
  if (!at) return null;
  const [x, y] = toScreen(view, at);
  return <path className="cursor" d={`M${x - 9} ${y}h6m6 0h6M${x} ${y - 9}v6m0 6v6`} />;
}
