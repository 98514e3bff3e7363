import type { ShownImage } from '../image/shown-image';
import type { Size, View } from '../image/view';

/** Length that the bar should have about, pixels of the screen. */
const WISHED_PX = 110;
const LEADING = [1, 2, 5, 10];

/** The largest of 1, 2, 5, 10, … that is not above a number. */
function roundedDown(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  return power * (LEADING.findLast((leading) => leading * power <= x * (1 + 1e-9)) ?? 1);
}

/** A bar of known length: mm, or pixels where the size of a pixel is unknown. */
export function ScaleBar({
  image,
  view,
  screen,
}: {
  readonly image: ShownImage;
  readonly view: View;
  readonly screen: Size;
}) {
  const isKnown = !image.unknown.includes('pixel size') && !image.unknown.includes('geometry');
  const unit = isKnown ? 1000 * image.metadata.detector.pixelSize : 1;
  const length = roundedDown((WISHED_PX / view.scale) * unit);
  const width = (length / unit) * view.scale;
  const [x, y] = [16, screen.height - 18];
  return (
    <g className="scale-bar">
      <path d={`M${x} ${y - 5}v5h${width}v-5`} />
      <text className="label" x={x + width / 2} y={y - 8}>
        {`${Number(length.toPrecision(6))} ${isKnown ? 'mm' : 'px'}`}
      </text>
    </g>
  );
}
