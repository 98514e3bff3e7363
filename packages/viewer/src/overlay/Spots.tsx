import { useMemo } from 'react';
import { useSession, useSettings } from '../app/model';
import { type Placement, type Point, toPicture } from '../image/placement';
import type { ShownImage, ShownPanel } from '../image/shown-image';
import { type Size, toScreen, type View } from '../image/view';
import { latticeScale } from '../simulate/lattice-scale';

interface SpotsProps {
  readonly image: ShownImage;
  readonly view: View;
  readonly screen: Size;
}

/** Residuals of a box above which the model does not explain it. */
const POOR_SIGMA_Z = 1.5;
/** Number of spots on the screen up to which they are named. */
const MAX_NAMED = 150;
/** Half edge of a shoebox where the experiment gives none, pixels. */
const HALF_BOX_PX = 5;
/** Half edge of the mark of a spot on the screen. */
const MARK_PX = 6;

const text = ([x, y]: Point): string => `${x.toFixed(1)},${y.toFixed(1)}`;

const isOn = ({ width, height }: Size, [x, y]: Point): boolean =>
  x > -20 && y > -20 && x < width + 20 && y < height + 20;

/** Whether some of a box may be on the screen: one that is larger than the screen has all corners beyond it. */
const isSeen = ({ width, height }: Size, corners: readonly Point[]): boolean => {
  const [x, y] = [corners.map((corner) => corner[0]), corners.map((corner) => corner[1])];
  return Math.max(...x) > 0 && Math.max(...y) > 0 && Math.min(...x) < width && Math.min(...y) < height;
};

/** The corners of a range of pixels of a panel on the screen. */
const boxOn = (
  place: Placement,
  view: View,
  fast: readonly [number, number],
  slow: readonly [number, number],
): readonly Point[] =>
  (
    [
      [fast[0], slow[0]],
      [fast[1], slow[0]],
      [fast[1], slow[1]],
      [fast[0], slow[1]],
    ] as const
  ).map((corner) => toScreen(view, toPicture(place, corner)));

/** Spots that were found in the image. */
export function FoundSpots({ image, view, screen }: SpotsProps) {
  const { spots = [] } = useSession();
  return (
    <>
      {spots.map(({ panel, fast, slow }) => {
        const at = toScreen(view, toPicture((image.panels[panel] as ShownPanel).place, [fast + 0.5, slow + 0.5]));
        if (!isOn(screen, at)) return null;
        const radius = Math.max(7, 2 * view.scale);
        return <circle key={`${panel} ${fast} ${slow}`} className="spot" cx={at[0]} cy={at[1]} r={radius} />;
      })}
    </>
  );
}

/** Spots that the experiment predicts, named where there is room for it. */
export function PredictedSpots({ image, view, screen }: SpotsProps) {
  const { lattices } = useSession();
  const scale = lattices && latticeScale(lattices, image);
  const seen = (scale === undefined ? [] : (lattices?.spots ?? [])).flatMap(({ panel, at: [fast, slow], hkl }) => {
    const place = image.panels[panel]?.place;
    const on = place && scale && toScreen(view, toPicture(place, [fast / scale, slow / scale]));
    return on && isOn(screen, on) ? [{ on, name: hkl.join(' ') }] : [];
  });
  const marks = seen.map(
    ({ on: [x, y] }) =>
      `M${(x - MARK_PX).toFixed(1)} ${(y - MARK_PX).toFixed(1)}h${2 * MARK_PX}v${2 * MARK_PX}h${-2 * MARK_PX}z`,
  );
  return (
    <>
      <path className="prediction" data-count={seen.length} d={marks.join('')} />
      {seen.length <= MAX_NAMED &&
        seen.map(({ on: [x, y], name }) => (
          <text key={`${name} ${x} ${y}`} className="label spot-name" x={x} y={y - MARK_PX - 2}>
            {name}
          </text>
        ))}
    </>
  );
}

/** Boxes: those of a refinement, coloured by its residuals, or around predicted or found spots. */
export function Shoeboxes({ image, view, screen }: SpotsProps) {
  const { mode, predictions, spots: showsFound, experiment } = useSettings();
  const { refining, lattices, spots = [] } = useSession();
  const half = experiment.refine?.boxPx ?? HALF_BOX_PX;
  const boxes = useMemo(() => {
    if (mode === 'refine') return refining.refinement?.boxes ?? [];
    const around = (panel: number, fast: number, slow: number) => ({
      panel,
      fast: [fast - half, fast + half + 1] as const,
      slow: [slow - half, slow + half + 1] as const,
      sigmaZ: 1,
    });
    return [
      ...(predictions && lattices && latticeScale(lattices, image) === 1 ? lattices.spots : []).map(({ panel, at }) =>
        around(panel, Math.floor(at[0]), Math.floor(at[1])),
      ),
      ...(showsFound ? spots : []).map(({ panel, fast, slow }) => around(panel, Math.round(fast), Math.round(slow))),
    ];
  }, [mode, refining, predictions, lattices, showsFound, spots, half, image]);
  return (
    <>
      {boxes.map(({ panel, fast, slow, sigmaZ, ...box }) => {
        const place = image.panels[panel]?.place;
        const corners = place && boxOn(place, view, fast, slow);
        const [first, second] = corners ?? [];
        if (!corners || !first || !second || !isSeen(screen, corners)) return null;
        const hkl = 'hkl' in box ? box.hkl : undefined;
        return (
          <g key={`${panel} ${fast[0]} ${slow[0]}`}>
            <polygon className={sigmaZ > POOR_SIGMA_Z ? 'box poor' : 'box'} points={corners.map(text).join(' ')} />
            {hkl && boxes.length <= MAX_NAMED && (
              <text className="label spot-name" x={(first[0] + second[0]) / 2} y={(first[1] + second[1]) / 2 - 3}>
                {hkl.join(' ')}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}
