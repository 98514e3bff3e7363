import { useEffect, useState } from 'react';
import { STANDARDS, type Standard } from '../../geometry/standards';
import { latticeScale } from '../../simulate/lattice-scale';
import type { Settings } from '../../state/settings';
import { shownOf, useApp, useSession, useSettings } from '../model';
import { Choice, Panel, Tick } from './Panel';

type Flag = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

const TICKS: readonly (readonly [Flag, string])[] = [
  ['rings', 'resolution rings'],
  ['iceRings', 'ice rings'],
  ['beamCentre', 'beam centre'],
  ['rotationAxis', 'rotation axis'],
  ['scaleBar', 'scale bar'],
  ['outlines', 'panels and names'],
  ['mask', 'masked pixels'],
  ['spots', 'found spots'],
  ['predictions', 'predicted spots'],
  ['shoeboxes', 'shoeboxes'],
];

/** Numbers of a list that people have typed. */
const numbersIn = (text: string): number[] =>
  (text.match(/[\d.]+/g) ?? []).map(Number).filter((d) => d >= 0.01 && d <= 1e5);

function SpacingsField() {
  const { settings } = useApp();
  const { ringSpacings } = useSettings();
  const shown = ringSpacings.join(' ');
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const take = (): void => settings.set({ ringSpacings: numbersIn(text).slice(0, 100) });
  return (
    <label className="row">
      <span>rings at d (Å)</span>
      <input
        value={text}
        placeholder="automatic"
        onChange={({ target }) => setText(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => key === 'Enter' && take()}
      />
    </label>
  );
}

/** The panel that selects what is drawn over the picture: rings, spots, predictions and labels. */
export function OverlayPanel() {
  const { settings } = useApp();
  const current = useSettings();
  const session = useSession();
  const { lattices } = session;
  const { predictions } = current;
  const image = shownOf(current, session);
  const unknown = image?.unknown ?? [];
  const standards: readonly (Standard | 'none')[] = ['none', ...(Object.keys(STANDARDS) as Standard[])];
  return (
    <Panel title="Overlays">
      <div className="ticks">
        {TICKS.map(([name, label]) => (
          <Tick key={name} label={label} value={current[name]} onChange={(value) => settings.set({ [name]: value })} />
        ))}
      </div>
      <SpacingsField />
      <Choice
        label="standard"
        value={current.standard}
        options={standards}
        onChange={(standard) => settings.set({ standard })}
      />
      {image && unknown.length > 0 && (
        <p className="note">No rings: the file does not give its {unknown.join(', ')}.</p>
      )}
      {predictions && image && lattices && latticeScale(lattices, image) === undefined && (
        <p className="note">
          No predicted spots: the detector of the experiment is not that of the image. Open the experiment list (.expt)
          of the image, or take its geometry in the mode Refine.
        </p>
      )}
      {image?.metadata.detector.curved && <p className="note">No rings: the surface of this detector is curved.</p>}
    </Panel>
  );
}
