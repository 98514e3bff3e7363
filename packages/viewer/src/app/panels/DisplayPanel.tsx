import { useDeferredValue, useMemo } from 'react';
import { COLOUR_MAPS, gradientOf } from '../../image/colour-maps';
import { SCALES, sampledPixels } from '../../image/contrast';
import { rangeOf } from '../actions';
import { shownOf, useApp, useSession, useSettings } from '../model';
import { short } from '../numbers';
import { Histogram } from './Histogram';
import { NumberField } from './NumberField';
import { Choice, Panel } from './Panel';

/** Percentiles to choose from. */
const PERCENTILES = ['0.5 to 99.9', '0 to 100', '1 to 99', '5 to 99.5', '0.5 to 99.99', '50 to 99.99'];

/** The panel that selects how values become colours: scale, range and colour table. */
export function DisplayPanel() {
  const { settings } = useApp();
  const current = useSettings();
  const image = shownOf(current, useSession());
  const { scale, colours, range, percentiles, threshold } = current;
  // The histogram may come after the picture.
  const later = useDeferredValue(image);
  const samples = useMemo(() => (later ? sampledPixels(later) : new Float64Array()), [later]);
  const shown = image ? rangeOf(current, image) : { low: 0, high: 1 };
  const chosen = range ? 'values' : `${percentiles[0]} to ${percentiles[1]}`;
  const options = [...new Set([...PERCENTILES, chosen])];
  return (
    <Panel title="Display">
      <Choice label="scale" value={scale} options={SCALES} onChange={(value) => settings.set({ scale: value })} />
      <Choice
        label="colours"
        value={colours}
        options={COLOUR_MAPS}
        onChange={(value) => settings.set({ colours: value })}
      />
      <Choice
        label="percentiles"
        value={chosen}
        options={options}
        onChange={(value) => {
          const [low = 0, high = 100] = value.split(' to ').map(Number);
          if (Number.isFinite(low)) settings.set({ range: null, percentiles: [low, high] });
        }}
      />
      <NumberField
        label="lowest value"
        value={Number(shown.low.toPrecision(5))}
        onChange={(low) => settings.set({ range: { ...shown, low } })}
      />
      <NumberField
        label="highest value"
        value={Number(shown.high.toPrecision(5))}
        onChange={(high) => settings.set({ range: { ...shown, high } })}
      />
      <NumberField
        label="threshold, below which is background"
        placeholder="none"
        value={threshold ?? undefined}
        onChange={(value) => settings.set({ threshold: value })}
        onEmpty={() => settings.set({ threshold: null })}
      />
      {samples.length > 0 && (
        <Histogram samples={samples} range={shown} onChange={(next) => settings.set({ range: next })} />
      )}
      <div
        className="scale"
        style={{ background: gradientOf(colours) }}
        role="img"
        aria-label={`Colour scale from ${short(shown.low)} to ${short(shown.high)}`}
      />
      <div className="ends">
        <span>{short(shown.low)}</span>
        <span>{short(shown.high)}</span>
      </div>
    </Panel>
  );
}
