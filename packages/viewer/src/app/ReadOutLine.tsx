import type { IndexedPlace } from '../geometry/predictions';
import { readOut } from '../geometry/read-out';
import { useStore } from '../state/store';
import { shownOf, useApp, useSession, useSettings } from './model';
import { angle, count, value as shownValue, spacing } from './numbers';

/** Fractional indices, the nearest whole ones and how far these are. */
const indices = ({ hkl, nearest, pixels }: IndexedPlace): string => {
  const near = `near ${nearest.join(' ')}`;
  return `${hkl.map((x) => x.toFixed(2)).join(' ')}, ${near}${pixels === undefined ? '' : ` by ${pixels.toFixed(1)} px`}`;
};

/** What is known of the pixel under the cursor. */
export function ReadOutLine() {
  const { cursor } = useApp();
  const { at } = useStore(cursor);
  const session = useSession();
  const image = shownOf(useSettings(), session);
  const read = image && at && readOut(image, at, session.lattices);
  const pairs: readonly (readonly [string, string])[] = read
    ? [
        ['fast', count(read.fast)],
        ['slow', count(read.slow)],
        ...(read.panel === undefined ? [] : [['panel', read.panel] as const]),
        ['value', `${shownValue(read.value)}${read.masked ? ' (masked)' : read.overload ? ' (overload)' : ''}`],
        ...(read.dA === undefined ? [] : [['d', spacing(read.dA)] as const]),
        ...(read.indexed === undefined ? [] : [['hkl', indices(read.indexed)] as const]),
        ...(read.twoThetaDeg === undefined ? [] : [['2θ', angle(read.twoThetaDeg)] as const]),
      ]
    : [];
  return (
    <output className="read-out" aria-label="Pixel under the cursor">
      {pairs.length === 0 && image && (
        <span className="quiet">{`${image.name}: point at a pixel to read its value and resolution`}</span>
      )}
      {pairs.map(([name, text]) => (
        <span key={name}>
          <span className="quiet">{name}</span> {text}
        </span>
      ))}
    </output>
  );
}
