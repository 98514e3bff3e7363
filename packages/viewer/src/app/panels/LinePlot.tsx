import { useMemo } from 'react';
import { short } from '../numbers';

const WIDTH = 320;
const HEIGHT = 120;

/** The line of a plot; it is interrupted where a value is no number. */
function pathOf(x: readonly number[], y: readonly number[], place: (value: number) => number): string {
  const [first = 0, last = 1] = [x[0], x.at(-1)];
  let isDown = false;
  return y
    .map((value, i) => {
      const level = place(value);
      if (!Number.isFinite(level)) {
        isDown = false;
        return '';
      }
      const at = ((x[i] as number) - first) / (last - first || 1);
      const command = isDown ? 'L' : 'M';
      isDown = true;
      return `${command}${(at * WIDTH).toFixed(1)} ${(HEIGHT * (1 - level)).toFixed(1)}`;
    })
    .join('');
}

/** A small plot of values against a quantity. */
export function LinePlot(props: {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly unit: string;
  readonly isLogarithmic?: boolean;
  /** Places along x that are marked. */
  readonly marks?: readonly { readonly at: number; readonly kind: string; readonly label: string }[];
}) {
  const { label, x, y, unit, isLogarithmic = false, marks = [] } = props;
  const [first = 0, last = 1] = [x[0], x.at(-1)];
  const { path, low, high } = useMemo(() => {
    const finite = y.filter((value) => Number.isFinite(value) && (!isLogarithmic || value > 0));
    const least = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const most = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const scaled = (value: number): number => (isLogarithmic ? Math.log(value) : value);
    const width = scaled(most) - scaled(least) || 1;
    return { low: least, high: most, path: pathOf(x, y, (value) => (scaled(value) - scaled(least)) / width) };
  }, [x, y, isLogarithmic]);
  return (
    <figure className="plot">
      <figcaption>{label}</figcaption>
      <svg
        viewBox={`-2 -2 ${WIDTH + 4} ${HEIGHT + 4}`}
        role="img"
        aria-label={`${label}: ${short(low)} to ${short(high)}`}
      >
        {marks
          .map((mark) => ({ ...mark, on: ((mark.at - first) / (last - first || 1)) * WIDTH }))
          .filter(({ on }) => on >= 0 && on <= WIDTH)
          .map(({ on, kind, label: name }) => (
            <path key={`${kind} ${name}`} className={`ring ${kind}`} d={`M${on.toFixed(1)} 0V${HEIGHT}`}>
              <title>{name}</title>
            </path>
          ))}
        <path className="line" d={path} />
      </svg>
      <div className="ends">
        <span>
          {short(x[0] ?? 0)} {unit}
        </span>
        <span>
          {short(low)} to {short(high)}
        </span>
        <span>
          {short(x.at(-1) ?? 0)} {unit}
        </span>
      </div>
    </figure>
  );
}
