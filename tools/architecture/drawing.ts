import { type Imports, levels, reduced } from './imports';

const WIDTH = 960;
const ROW = 92;
const BOX = { width: 106, height: 34 };
const MARGIN = 24;
/** Number of passes that move packages within their rows towards connected ones. */
const PASSES = 12;

interface Place {
  readonly x: number;
  readonly y: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Orders the packages of each level so that connected ones are near each other. */
function rowsOf(imports: Imports, arrows: Imports): string[][] {
  const heights = levels(imports);
  const top = Math.max(...heights.values());
  const rows = Array.from({ length: top + 1 }, (_, level) =>
    [...imports.keys()].filter((name) => heights.get(name) === level).sort(),
  );
  const neighbours = (name: string): string[] => [
    ...(arrows.get(name) ?? []),
    ...[...arrows].flatMap(([other, direct]) => (direct.includes(name) ? [other] : [])),
  ];
  for (let pass = 0; pass < PASSES; pass++) {
    const at = new Map(rows.flatMap((row) => row.map((name, i) => [name, (i + 0.5) / row.length] as const)));
    for (const row of rows) {
      const target = (name: string) => {
        const places = neighbours(name).map((other) => at.get(other) ?? 0.5);
        return places.length === 0 ? (at.get(name) ?? 0.5) : mean(places);
      };
      const targets = new Map(row.map((name) => [name, target(name)]));
      row.sort((a, b) => (targets.get(a) ?? 0) - (targets.get(b) ?? 0) || (a < b ? -1 : 1));
    }
  }
  return rows;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Draws an arrow between two packages. */
function arrow(from: Place, to: Place): string {
  const [start, end] = [from.y + BOX.height / 2, to.y - BOX.height / 2 - 6];
  const bend = (end - start) * 0.45;
  const curve = [from.x, start + bend, to.x, end - bend, to.x, end].map(round);
  return `<path d="M${round(from.x)} ${round(start)}C${curve.join(' ')}" marker-end="url(#tip)"/>`;
}

/**
 * Draws the imports between packages as SVG. Each package is above those that it imports; arrows that follow from others are
 * omitted.
 *
 * @param dashed whether a package imports another lazily
 */
export function drawing(imports: Imports, dashed: (from: string, to: string) => boolean): string {
  const arrows = reduced(imports);
  const rows = rowsOf(imports, arrows);
  const height = 2 * MARGIN + rows.length * ROW - (ROW - BOX.height);
  const places = new Map<string, Place>();
  rows.forEach((row, level) => {
    const step = (WIDTH - 2 * MARGIN) / row.length;
    row.forEach((name, i) => {
      places.set(name, {
        x: MARGIN + step * (i + 0.5),
        y: MARGIN + BOX.height / 2 + (rows.length - 1 - level) * ROW,
      });
    });
  });
  const place = (name: string): Place => places.get(name) as Place;
  const lines = [...arrows].flatMap(([from, direct]) =>
    direct.map((to) => {
      const line = arrow(place(from), place(to));
      return dashed(from, to) ? line.replace('<path', '<path stroke-dasharray="5 4"') : line;
    }),
  );
  const boxes = [...places].map(
    ([name, { x, y }]) =>
      `<rect x="${round(x - BOX.width / 2)}" y="${round(y - BOX.height / 2)}" width="${BOX.width}" height="${BOX.height}" rx="6"/>` +
      `<text x="${round(x)}" y="${round(y + 5)}">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="14">
<title>Which package imports which</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="3" refY="4" orient="auto"><path d="M0 0L8 4L0 8z" fill="#64748b" stroke="none"/></marker></defs>
<g fill="none" stroke="#64748b" stroke-width="1.3">
${lines.join('\n')}
</g>
<g fill="#f1f5f9" stroke="#334155" text-anchor="middle">
${boxes.join('\n').replaceAll('<text ', '<text fill="#0f172a" stroke="none" ')}
</g>
</svg>
`;
}
