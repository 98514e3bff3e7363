import { useMemo, useState } from 'react';
import { histogram, type ValueRange } from '../../image/contrast';
import { short } from '../numbers';

const BINS = 96;
/** Steps of the handles. */
const STEPS = 1000;

/** A scale of all values of an image between 0 and 1: logarithmic from the middle value on both sides. */
interface Axis {
  place(value: number): number;
  value(place: number): number;
}

/** Number of values from which the middle and the spread are determined. */
const FEW = 5000;

/** Makes the axis from sampled values: asinh of the distance from the median, in units of the spread of most pixels. */
function axisOf(samples: Float64Array): Axis {
  const step = Math.ceil(samples.length / FEW);
  const sorted = Float64Array.from({ length: Math.ceil(samples.length / step) }, (_, i) => samples[i * step] as number);
  sorted.sort();
  const [least, most] = extremesOf(samples);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  const middle = at(0.5);
  const unit = Math.max(at(0.84) - middle, middle - at(0.16)) || Math.abs(middle) / 100 || 1;
  const wide = (value: number): number => Math.asinh((value - middle) / unit);
  const [low, high] = [wide(least), wide(most)];
  const width = high - low || 1;
  return {
    place: (value) => (wide(value) - low) / width,
    value: (place) => middle + unit * Math.sinh(low + place * width),
  };
}

/** The least and the largest of the values. */
function extremesOf(values: Float64Array): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** The distribution of the pixels with two handles for the ends of the colours. */
export function Histogram({
  samples,
  range,
  onChange,
}: {
  readonly samples: Float64Array;
  readonly range: ValueRange;
  readonly onChange: (range: ValueRange) => void;
}) {
  const axis = useMemo(() => axisOf(samples), [samples]);
  const counts = useMemo(() => histogram(samples, (value) => axis.place(value) * (1 - 1e-9), BINS), [samples, axis]);
  const [held, setHeld] = useState<'low' | 'high'>();
  const largest = Math.log1p(Math.max(...counts));
  const ends = { low: axis.place(range.low), high: axis.place(range.high) };
  const move = (end: 'low' | 'high', step: number): void => {
    const value = axis.value(step / STEPS);
    const next = { ...range, [end]: value };
    if (next.low < next.high) onChange(next);
  };
  return (
    <div className="histogram-box">
      <svg
        className="histogram"
        viewBox={`0 0 ${BINS} 20`}
        preserveAspectRatio="none"
        role="img"
        aria-label="Histogram of the pixels"
      >
        {counts.map((count, bin) => {
          const height = largest > 0 ? (20 * Math.log1p(count)) / largest : 0;
          const isWithin = (bin + 1) / BINS > ends.low && bin / BINS < ends.high;
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: bins have no other name
              key={bin}
              className={isWithin ? undefined : 'outside'}
              x={bin}
              y={20 - height}
              width={1}
              height={height}
            />
          );
        })}
        <path className="ends-of-range" d={`M${ends.low * BINS} 0v20M${ends.high * BINS} 0v20`} />
      </svg>
      {(['low', 'high'] as const).map((end) => (
        <input
          key={end}
          type="range"
          className={held === end ? 'handle held' : 'handle'}
          aria-label={end === 'low' ? 'lowest value, handle' : 'highest value, handle'}
          aria-valuetext={short(range[end])}
          min={0}
          max={STEPS}
          step={1}
          value={Math.round(Math.min(1, Math.max(0, ends[end])) * STEPS)}
          onPointerDown={() => setHeld(end)}
          onChange={({ target }) => move(end, target.valueAsNumber)}
        />
      ))}
    </div>
  );
}
