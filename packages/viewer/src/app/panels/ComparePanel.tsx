import { useEffect, useState } from 'react';
import { arePaired } from '../../image/combined';
import { COMPARED, COMPARISONS } from '../../state/settings';
import { keepImage, startBlinking } from '../compare-actions';
import { imageOf, useApp, useSession, useSettings } from '../model';
import { short } from '../numbers';
import { Facts } from './Facts';
import { Choice, Panel, Tick } from './Panel';

function Figures() {
  const { figures } = useSession();
  if (!figures) return null;
  const { comparison, rFactor, shells } = figures;
  const { correlation, largestRelative, rootMeanSquare, sum, referenceSum, differing, masked, worst } = comparison;
  const [first] = worst;
  const facts: readonly (readonly [string, string])[] = [
    ['correlation', correlation.toFixed(6)],
    ['R: sum of absolute differences over the sum of the reference', short(rFactor)],
    ['sums', `${short(sum)} against ${short(referenceSum)}`],
    ['pixels that differ', `${differing}${masked > 0 ? `, ${masked} masked` : ''}`],
    ['root mean square', short(rootMeanSquare)],
    ['largest, relative', short(largestRelative)],
    ...(first
      ? [['largest difference', `${short(first.difference)} at fast ${first.fast}, slow ${first.slow}`] as const]
      : []),
  ];
  return (
    <>
      <Facts id="figures" facts={facts} />
      {shells.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">d (Å)</th>
              <th scope="col">pixels</th>
              <th scope="col">correlation</th>
            </tr>
          </thead>
          <tbody>
            {shells.map(({ from, to, pixels, correlation: inShell }) => (
              <tr key={to}>
                <td>{`${Number.isFinite(from) ? from.toFixed(2) : '∞'} – ${to.toFixed(2)}`}</td>
                <td>{pixels}</td>
                <td>{Number.isFinite(inShell) ? inShell.toFixed(4) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** Which images are compared, how they are shown, and the figures of the comparison. */
export function ComparePanel() {
  const app = useApp();
  const { reference, compared, comparison } = useSettings();
  const session = useSession();
  const [isBlinking, setBlinking] = useState(false);
  useEffect(
    () => (isBlinking && comparison === 'blink' ? startBlinking(app) : undefined),
    [app, isBlinking, comparison],
  );
  const [first, second] = [imageOf(reference, session), imageOf(compared, session)];
  const missing = [first ? [] : [reference], second ? [] : [compared]].flat();
  return (
    <Panel title="Compare">
      <Choice
        label="reference"
        value={reference}
        options={COMPARED}
        onChange={(value) => app.settings.set({ reference: value })}
      />
      <Choice
        label="image"
        value={compared}
        options={COMPARED}
        onChange={(value) => app.settings.set({ compared: value })}
      />
      <Choice
        label="show"
        value={comparison}
        options={COMPARISONS}
        onChange={(value) => {
          const isSigned = value === 'difference' || value === 'ratio';
          app.settings.set({
            comparison: value,
            range: null,
            threshold: null,
            ...(isSigned
              ? {
                  scale: value === 'ratio' ? 'linear' : 'symmetric log',
                  colours: 'blue-red',
                  percentiles: [0.05, 99.95],
                }
              : { scale: 'log', colours: 'grey inverted', percentiles: [0.5, 99.9] }),
          });
        }}
      />
      {comparison === 'blink' && <Tick label="blink" value={isBlinking} onChange={setBlinking} />}
      <div className="buttons">
        <button type="button" disabled={!second} onClick={() => keepImage(app, second)}>
          Keep image as reference
        </button>
      </div>
      {missing.length > 0 && (
        <p className="note">There is no {missing.join(' and no ')} yet: open one, simulate, or keep one.</p>
      )}
      {first && second && !arePaired(first, second) && (
        <p className="note">
          The images differ in their panels or sizes, so that only blink and side by side show both.
        </p>
      )}
      <Figures />
    </Panel>
  );
}
