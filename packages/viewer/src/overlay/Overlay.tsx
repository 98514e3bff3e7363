import { useMemo } from 'react';
import { useSettings } from '../app/model';
import { beamCentre, scatteringOf } from '../geometry/scattering';
import { cornersOf, type Point, toPicture } from '../image/placement';
import type { ShownImage } from '../image/shown-image';
import { type Size, toScreen, type View } from '../image/view';
import { CursorMark } from './CursorMark';
import { RotationAxis } from './RotationAxis';
import { labelPlace, ringShapes } from './ring-shapes';
import { ScaleBar } from './ScaleBar';
import { FoundSpots, PredictedSpots, Shoeboxes } from './Spots';
import { ToolShape } from './ToolShape';

interface OverlayProps {
  readonly image: ShownImage;
  readonly view: View;
  readonly screen: Size;
}

const text = ([x, y]: Point): string => `${x.toFixed(1)},${y.toFixed(1)}`;

function Rings({ image, view, screen }: OverlayProps) {
  const { rings, ringSpacings, iceRings, standard } = useSettings();
  const shapes = useMemo(
    () => ringShapes(image, { rings, ringSpacings, iceRings, standard }),
    [image, rings, ringSpacings, iceRings, standard],
  );
  const place = (point: Point): Point => toScreen(view, point);
  return (
    <>
      <g transform={`scale(${view.scale}) translate(${-view.x} ${-view.y})`}>
        {shapes.map(({ kind, dA, path }) => (
          <path key={`${kind} ${dA}`} className={`ring ${kind}`} data-d={dA} d={path} />
        ))}
      </g>
      {shapes.map((shape) => {
        const at = labelPlace(shape, place, screen);
        return (
          at && (
            <text key={`${shape.kind} ${shape.dA}`} className={`label ${shape.kind}`} x={at[0]} y={at[1] + 12}>
              {shape.dA.toFixed(2)} Å
            </text>
          )
        );
      })}
    </>
  );
}

function BeamCentre({ image, view }: OverlayProps) {
  const found = useMemo(() => {
    const scattering = image.unknown.length === 0 ? scatteringOf(image.metadata) : undefined;
    const centre = scattering && beamCentre(scattering, image.metadata.detector);
    if (!centre) return undefined;
    const place = centre.panel === undefined ? image.frame : (image.panels[centre.panel]?.place ?? image.frame);
    return toPicture(place, centre.at);
  }, [image]);
  if (!found) return null;
  const [x, y] = toScreen(view, found);
  return <path className="centre" d={`M${x - 10} ${y}h20M${x} ${y - 10}v20`} />;
}

function Outlines({ image, view }: OverlayProps) {
  return (
    <>
      {image.panels.map((panel) => {
        const corners = cornersOf(panel.place, panel).map((corner) => toScreen(view, corner));
        const [x, y] = toScreen(view, toPicture(panel.place, [panel.pixelsFast / 2, panel.pixelsSlow / 2]));
        return (
          <g key={panel.name}>
            <polygon className="outline" points={corners.map(text).join(' ')} />
            {image.panels.length > 1 && (
              <text className="label" x={x} y={y}>
                {panel.name}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

/** Everything that is drawn over the picture. */
export function Overlay(props: OverlayProps) {
  const settings = useSettings();
  const { outlines, spots, predictions, shoeboxes, rotationAxis, scaleBar } = settings;
  return (
    <svg
      className="overlay"
      role="img"
      aria-label="Rings and marks over the picture"
      viewBox={`0 0 ${props.screen.width} ${props.screen.height}`}
    >
      <Rings {...props} />
      {outlines && <Outlines {...props} />}
      {shoeboxes && <Shoeboxes {...props} />}
      {spots && <FoundSpots {...props} />}
      {predictions && <PredictedSpots {...props} />}
      {rotationAxis && <RotationAxis {...props} />}
      {settings.beamCentre && <BeamCentre {...props} />}
      {scaleBar && <ScaleBar {...props} />}
      <ToolShape view={props.view} />
      <CursorMark view={props.view} />
    </svg>
  );
}
