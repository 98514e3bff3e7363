import { readOut } from '../geometry/read-out';
import { useStore } from '../state/store';
import { shownOf, useApp, useSession, useSettings } from './model';
import { angle, count, value as shownValue, spacing } from './numbers';

/** What is known of the pixel under the cursor. */
export function ReadOutLine() {
  const { cursor } = useApp();
  const { at } = useStore(cursor);
  const image = shownOf(useSettings(), useSession());
  const read = image && at && readOut(image, at);
  const pairs: readonly (readonly [string, string])[] = read
    ? [
        ['fast', count(read.fast)],
        ['slow', count(read.slow)],
        ...(read.panel === undefined ? [] : [['panel', read.panel] as const]),
        ['value', `${shownValue(read.value)}${read.masked ? ' (masked)' : read.overload ? ' (overload)' : ''}`],
        ...(read.dA === undefined ? [] : [['d', spacing(read.dA)] as const]),
        ...(read.twoThetaDeg === undefined ? [] : [['2θ', angle(read.twoThetaDeg)] as const]),
      ]
    : [];
  return (
    <output className="read-out" aria-label="Pixel under the cursor">
      {pairs.length === 0 && <span className="quiet">{image?.name ?? ''}</span>}
      {pairs.map(([name, text]) => (
        <span key={name}>
          <span className="quiet">{name}</span> {text}
        </span>
      ))}
    </output>
  );
}
