import { useMemo } from 'react';
import type { ShownImage } from '../../image/shown-image';
import { ringShapes } from '../../overlay/ring-shapes';
import { type Settings, TOOLS } from '../../state/settings';
import { distance, lineProfile } from '../../tools/measure';
import { regionStatistics } from '../../tools/regions';
import { averageRadially, findSpots } from '../actions';
import { isRegion } from '../mask-actions';
import { shownOf, useApp, useSession, useSettings } from '../model';
import { short } from '../numbers';
import { takesPoints } from '../tool-actions';
import { Facts } from './Facts';
import { LinePlot } from './LinePlot';
import { Choice, Panel } from './Panel';
import { SurfacePlot } from './SurfacePlot';

/** The result of a tool that has all of its points. */
function Result({ image, tool, points }: Pick<Settings, 'tool' | 'points'> & { readonly image: ShownImage }) {
  const [from, to] = points;
  const profile = useMemo(
    () => (tool === 'line profile' && from && to ? lineProfile(image, from, to) : undefined),
    [image, tool, from, to],
  );
  const statistics = useMemo(
    () => (isRegion(tool) && points.length > 1 ? regionStatistics(image, { shape: tool, points }) : undefined),
    [image, tool, points],
  );
  if (tool === 'distance' && from && to) {
    const { pixels, mm, perA } = distance(image, from, to);
    return (
      <Facts
        facts={[
          ['distance', `${short(pixels)} px`],
          ...(mm === undefined ? [] : [['', `${short(mm)} mm`] as const]),
          ...(perA === undefined ? [] : [['scattering', `${short(perA)} / Å, d = ${short(1 / perA)} Å`] as const]),
        ]}
      />
    );
  }
  if (profile) {
    return (
      <LinePlot
        label="Values along the line"
        x={profile.map(({ at }) => at)}
        y={profile.map(({ value }) => value)}
        unit="px"
      />
    );
  }
  if (statistics) {
    const { pixels, masked, sum, mean, sigma, largest } = statistics;
    return (
      <>
        <Facts
          facts={[
            ['pixels', `${pixels}${masked > 0 ? `, and ${masked} masked` : ''}`],
            ['sum', short(sum)],
            ['mean', short(mean)],
            ['sigma', short(sigma)],
            ['largest', short(largest)],
          ]}
        />
        {tool === 'box' && from && to && (
          <details>
            <summary>Surface</summary>
            <SurfacePlot image={image} from={from} to={to} />
          </details>
        )}
      </>
    );
  }
  return (
    <p className="note">
      {tool === 'polygon'
        ? 'Click on the corners.'
        : 'Drag from one point to the other, or give both by the cursor: alt and arrows move it, Enter takes it.'}
    </p>
  );
}

/** The panel of the tools of the mouse, with what they measure in the picture. */
export function ToolPanel() {
  const app = useApp();
  const { tool, points, ...settings } = useSettings();
  const session = useSession();
  const image = shownOf({ ...settings, tool, points }, session);
  const { radial, spots } = session;
  const { rings, ringSpacings, iceRings, standard } = settings;
  const marks = useMemo(
    () =>
      radial && image
        ? ringShapes(image, { rings, ringSpacings, iceRings, standard }).map(({ kind, dA }) => ({
            at: 1 / dA,
            kind,
            label: `${dA.toFixed(2)} Å`,
          }))
        : [],
    [radial, image, rings, ringSpacings, iceRings, standard],
  );
  return (
    <Panel title="Tools">
      <Choice
        label="mouse"
        value={tool}
        options={TOOLS}
        onChange={(next) => app.settings.set({ tool: next, points: [] })}
      />
      {image && takesPoints(tool) && <Result image={image} tool={tool} points={points} />}
      <div className="buttons">
        <button
          type="button"
          disabled={!image || image.unknown.length > 0 || image.metadata.detector.curved}
          onClick={() => void averageRadially(app)}
        >
          Radial average
        </button>
        <button type="button" disabled={!image} onClick={() => void findSpots(app)}>
          Find spots
        </button>
      </div>
      {spots && settings.spots && <p className="note">{spots.length} spots found, the brightest of each panel.</p>}
      {radial && (
        <LinePlot
          label="Mean against 1/d"
          x={Array.from(radial.inverseSpacings)}
          y={Array.from(radial.means)}
          unit="1/Å"
          isLogarithmic
          marks={marks}
        />
      )}
    </Panel>
  );
}
