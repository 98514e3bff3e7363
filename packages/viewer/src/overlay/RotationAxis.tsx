import { vector } from '@braggsim/core';
import { useMemo } from 'react';
import { beamCentre, scatteringOf } from '../geometry/scattering';
import { type Point, toPicture } from '../image/placement';
import type { ShownImage } from '../image/shown-image';
import { type Size, toScreen, type View } from '../image/view';

/** The spindle through the direct beam, as it is seen along the normal of the detector. */
export function RotationAxis({
  image,
  view,
  screen,
}: {
  readonly image: ShownImage;
  readonly view: View;
  readonly screen: Size;
}) {
  const axis = useMemo(() => {
    const { detector } = image.metadata;
    const scattering = image.unknown.length === 0 ? scatteringOf(image.metadata) : undefined;
    const centre = scattering && beamCentre(scattering, detector);
    if (!centre) return undefined;
    const place = centre.panel === undefined ? image.frame : (image.panels[centre.panel]?.place ?? image.frame);
    const along: Point = [vector.dot(detector.spindle, detector.fast), vector.dot(detector.spindle, detector.slow)];
    return { at: toPicture(place, centre.at), along };
  }, [image]);
  if (!axis) return null;
  const [x, y] = toScreen(view, axis.at);
  const length = Math.hypot(...axis.along);
  // A spindle along the normal is a point.
  if (length < 0.05) return <circle className="axis" cx={x} cy={y} r={12} />;
  const reach = (screen.width + screen.height) / length;
  const [dx, dy] = [axis.along[0] * reach, axis.along[1] * reach];
  const [tipX, tipY] = [x + (60 * axis.along[0]) / length, y + (60 * axis.along[1]) / length];
  return (
    <g>
      <path className="axis" d={`M${x - dx} ${y - dy}L${x + dx} ${y + dy}`} />
      <circle className="axis" cx={tipX} cy={tipY} r={4} />
      <text className="label axis-name" x={tipX} y={tipY - 8}>
        rotation axis
      </text>
    </g>
  );
}
