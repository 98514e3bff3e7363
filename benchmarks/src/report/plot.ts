/** One line of a plot. */
export interface Series {
  readonly name: string;
  /** Positive numbers, in order of x; with `xNames`, x is the index of a name. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** One diagram of a plot. */
export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Names at even distances along x, in place of numbers. */
  readonly xNames?: readonly string[];
  readonly series: readonly Series[];
}

const WIDTH = 440;
const HEIGHT = 340;
const MARGIN = { left: 64, right: 16, top: 36, bottom: 48 };
const COLOURS = ['#1f5fa8', '#c05a1c', '#2f8f4e', '#555555', '#8a3fa0', '#a08a1c', '#1c8fa0', '#a01c4a'];
const FONT = 'font-family="sans-serif" font-size="12"';

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const coordinate = (value: number): string => value.toFixed(1);

/** An axis: the position of a value on the page, and the ticks with their labels. */
interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  readonly label: (tick: number) => string;
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
    label: number,
  };
}

const MAX_NAMES = 6;

/** Creates an axis of names from `from` to `to` on the page, of which at most six are shown. */
function named(names: readonly string[], from: number, to: number): Axis {
  const step = Math.ceil(names.length / MAX_NAMES);
  return {
    at: (index) => from + ((index + 0.5) / names.length) * (to - from),
    ticks: names.flatMap((_, i) => ((names.length - 1 - i) % step === 0 ? [i] : [])),
    label: (index) => names[index] ?? '',
  };
}

const number = (value: number): string => String(Number(value.toPrecision(3)));

/** Draws one panel, with its left edge at `left`. */
function drawPanel({ title, xLabel, yLabel, xNames, series }: Panel, left: number): string {
  const points = series.flatMap((s) => s.points);
  const [start, end] = [left + MARGIN.left, left + WIDTH - MARGIN.right];
  const x = xNames
    ? named(xNames, start, end)
    : logarithmic(
        points.map(([px]) => px),
        start,
        end,
      );
  const y = logarithmic(
    points.map(([, py]) => py),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const [x0, x1] = [start, end];
  const [y0, y1] = [HEIGHT - MARGIN.bottom, MARGIN.top];
  const text = (tx: number, ty: number, content: string, more = '') =>
    `<text x="${coordinate(tx)}" y="${coordinate(ty)}" ${FONT} ${more}>${escaped(content)}</text>`;
  const line = (...[ax, ay, bx, by]: readonly [number, number, number, number]) =>
    `<path d="M${coordinate(ax)} ${coordinate(ay)}L${coordinate(bx)} ${coordinate(by)}" stroke="#dddddd"/>`;
  const grid = [
    ...x.ticks.flatMap((t) => [
      line(x.at(t), y0, x.at(t), y1),
      text(x.at(t), y0 + 16, x.label(t), 'text-anchor="middle"'),
    ]),
    ...y.ticks.flatMap((t) => [
      line(x0, y.at(t), x1, y.at(t)),
      text(x0 - 6, y.at(t) + 4, y.label(t), 'text-anchor="end"'),
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

/** Draws panels side by side as SVG. Both axes are logarithmic, but for names. */
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
