/** One line of a plot. */
export interface Series {
  readonly name: string;
  /** Positive numbers, in order of x. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** One diagram of a plot. */
export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
}

const WIDTH = 440;
const HEIGHT = 340;
const MARGIN = { left: 64, right: 16, top: 36, bottom: 48 };
const COLOURS = ['#1f5fa8', '#c05a1c', '#2f8f4e', '#555555', '#8a3fa0', '#a08a1c'];
const FONT = 'font-family="sans-serif" font-size="12"';

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const coordinate = (value: number): string => value.toFixed(1);

/** A logarithmic axis: the position of a value on the page, and the ticks. */
interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Creates an axis from `from` to `to` on the page. Its ticks are the values if these are few, otherwise powers of ten. */
function logarithmic(values: readonly number[], from: number, to: number): Axis {
  const min = Math.min(...values);
  const max = Math.max(...values);
  const pad = min === max ? 2 : (max / min) ** 0.05;
  const [low, high] = [Math.log(min / pad), Math.log(max * pad)];
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const decades: number[] = [];
  for (let power = Math.ceil(low / Math.LN10); power <= high / Math.LN10; power++) decades.push(10 ** power);
  return {
    at: (value) => from + ((Math.log(value) - low) / (high - low)) * (to - from),
    ticks: distinct.length <= 6 || decades.length === 0 ? distinct : decades,
  };
}

const number = (value: number): string => String(Number(value.toPrecision(3)));

/** Draws one panel, with its left edge at `left`. */
function drawPanel({ title, xLabel, yLabel, series }: Panel, left: number): string {
  const points = series.flatMap((s) => s.points);
  const x = logarithmic(
    points.map(([px]) => px),
    left + MARGIN.left,
    left + WIDTH - MARGIN.right,
  );
  const y = logarithmic(
    points.map(([, py]) => py),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const [x0, x1] = [left + MARGIN.left, left + WIDTH - MARGIN.right];
  const [y0, y1] = [HEIGHT - MARGIN.bottom, MARGIN.top];
  const text = (tx: number, ty: number, content: string, more = '') =>
    `<text x="${coordinate(tx)}" y="${coordinate(ty)}" ${FONT} ${more}>${escaped(content)}</text>`;
  const line = (...[ax, ay, bx, by]: readonly [number, number, number, number]) =>
    `<path d="M${coordinate(ax)} ${coordinate(ay)}L${coordinate(bx)} ${coordinate(by)}" stroke="#dddddd"/>`;
  const grid = [
    ...x.ticks.flatMap((t) => [
      line(x.at(t), y0, x.at(t), y1),
      text(x.at(t), y0 + 16, number(t), 'text-anchor="middle"'),
    ]),
    ...y.ticks.flatMap((t) => [
      line(x0, y.at(t), x1, y.at(t)),
      text(x0 - 6, y.at(t) + 4, number(t), 'text-anchor="end"'),
    ]),
  ];
  const lines = series.flatMap(({ name, points: own }, i) => {
    const colour = COLOURS[i % COLOURS.length] as string;
    const path = own.map(([px, py], n) => `${n === 0 ? 'M' : 'L'}${coordinate(x.at(px))} ${coordinate(y.at(py))}`);
    return [
      `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...own.map(
        ([px, py]) => `<circle cx="${coordinate(x.at(px))}" cy="${coordinate(y.at(py))}" r="3" fill="${colour}"/>`,
      ),
      text(x0 + 10, y1 + 16 + 16 * i, name, `fill="${colour}"`),
    ];
  });
  return [
    text((x0 + x1) / 2, 20, title, 'text-anchor="middle" font-weight="bold"'),
    ...grid,
    ...lines,
    text((x0 + x1) / 2, HEIGHT - 10, xLabel, 'text-anchor="middle"'),
    text(
      left + 14,
      (y0 + y1) / 2,
      yLabel,
      `text-anchor="middle" transform="rotate(-90 ${left + 14} ${(y0 + y1) / 2})"`,
    ),
  ].join('\n');
}

/** Draws panels side by side as SVG. Both axes are logarithmic. */
export function plot(panels: readonly Panel[]): string {
  const width = WIDTH * panels.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}">`,
    `<title>${panels.map((panel) => panel.title).join('; ')}</title>`,
    `<rect width="${width}" height="${HEIGHT}" fill="white"/>`,
    ...panels.map((panel, i) => drawPanel(panel, i * WIDTH)),
    '</svg>\n',
  ].join('\n');
}
