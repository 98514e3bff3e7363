import { useEffect, useMemo, useRef, useState } from 'react';
import { COLOURS, colourTable } from '../../image/colour-maps';
import { scaleOf } from '../../image/contrast';
import type { Point } from '../../image/placement';
import type { ShownImage } from '../../image/shown-image';
import { facetsOf, MAX_SURFACE_PX, surfaceValues } from '../../tools/surface';
import { useSettings } from '../model';
import { short } from '../numbers';

/** Size of the drawing, pixels; it is shown at the width of the panel. */
const SIZE = 480;

/** The pixels of a box as a surface, whose height and colours have the scale of the display. */
export function SurfacePlot({
  image,
  from,
  to,
}: {
  readonly image: ShownImage;
  readonly from: Point;
  readonly to: Point;
}) {
  const { scale, colours } = useSettings();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [turnDeg, setTurn] = useState(30);
  const [tiltDeg, setTilt] = useState(35);
  const surface = useMemo(() => surfaceValues(image, from, to), [image, from, to]);
  const range = useMemo(() => {
    const finite = surface.values.filter(Number.isFinite);
    return { low: Math.min(...finite), high: Math.max(...finite) };
  }, [surface]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const table = new Uint8Array(colourTable(colours).buffer);
    const place = scaleOf(scale, range);
    context.clearRect(0, 0, SIZE, SIZE);
    context.strokeStyle = '#8888';
    context.lineWidth = 0.5;
    for (const { corners, level } of facetsOf(surface, { turnDeg, tiltDeg }, place)) {
      const at = 4 * Math.min(COLOURS - 1, Math.floor(level * COLOURS));
      context.fillStyle = `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
      context.beginPath();
      for (const [x, y] of corners) context.lineTo(x * SIZE, y * SIZE);
      context.closePath();
      context.fill();
      context.stroke();
    }
  }, [surface, range, turnDeg, tiltDeg, scale, colours]);
  if (surface.columns < 2 || surface.rows < 2) return null;
  return (
    <figure className="plot surface">
      <figcaption>
        {surface.columns} x {surface.rows} pixels, {short(range.low)} to {short(range.high)}
        {Math.max(surface.columns, surface.rows) === MAX_SURFACE_PX && ' (the middle of the box)'}
      </figcaption>
      <canvas ref={canvas} width={SIZE} height={SIZE} role="img" aria-label="Surface of the values in the box" />
      <label className="row">
        <span>turn</span>
        <input
          type="range"
          min={-180}
          max={180}
          value={turnDeg}
          aria-label="turn of the surface"
          onChange={({ target }) => setTurn(target.valueAsNumber)}
        />
      </label>
      <label className="row">
        <span>tilt</span>
        <input
          type="range"
          min={0}
          max={90}
          value={tiltDeg}
          aria-label="tilt of the surface"
          onChange={({ target }) => setTilt(target.valueAsNumber)}
        />
      </label>
    </figure>
  );
}
