import { useSettings } from '../app/model';
import { toScreen, type View } from '../image/view';

/** The points that a tool has been given, and what they span. */
export function ToolShape({ view }: { readonly view: View }) {
  const { tool, points } = useSettings();
  const places = points.map((point) => toScreen(view, point));
  const [first, second] = places;
  if (!first) return null;
  const marks = places.map(([x, y], i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: points have no other name
    <circle key={i} className="tool-point" cx={x} cy={y} r={4} />
  ));
  if (!second) return <g className="tool">{marks}</g>;
  const [left, top] = [Math.min(first[0], second[0]), Math.min(first[1], second[1])];
  const [width, height] = [Math.abs(second[0] - first[0]), Math.abs(second[1] - first[1])];
  return (
    <g className="tool">
      {(tool === 'box' || tool === 'zoom box') && <rect x={left} y={top} width={width} height={height} />}
      {tool === 'circle' && <circle cx={first[0]} cy={first[1]} r={Math.hypot(width, height)} />}
      {tool === 'polygon' && <polygon points={places.map((place) => place.join(',')).join(' ')} />}
      {(tool === 'distance' || tool === 'line profile') && <path d={`M${first.join(' ')}L${second.join(' ')}`} />}
      {marks}
    </g>
  );
}
