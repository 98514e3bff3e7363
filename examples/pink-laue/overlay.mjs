// Draws the reflections of a Laue pattern on its picture: node examples/pink-laue/overlay.mjs [FOLDER] writes pink-laue-hkl.svg there.
// Spots are the pixels that are brighter than their neighbourhood; their indices and energies are those of the images of labels.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? 'out';

/**
 * Reads an array of float32 in NPY format: its shape and its values.
 *
 * @param {string} name
 */
function readNpy(name) {
  const bytes = readFileSync(join(folder, name));
  const start = 10 + bytes.readUInt16LE(8);
  const [, sizes = ''] = /'shape': \(([^)]*)\)/.exec(bytes.toString('latin1', 10, start)) ?? [];
  const shape = sizes.split(',').filter(Boolean).map(Number);
  return {
    shape,
    values: new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length)),
  };
}

const { shape, values } = readNpy('pink-laue.npy');
const [energies, hkl] = [readNpy('pink-laue-energy.npy').values, readNpy('pink-laue-hkl.npy').values];
const [rows = 0, columns = 0] = shape;
const APART = 6;

/**
 * Value of a pixel.
 *
 * @param {Float32Array} image
 * @param {number} row
 * @param {number} column
 */
const at = (image, row, column) => image[row * columns + column] ?? 0;

/**
 * Photons above the median of a square about a pixel, if it is the brightest there and well above the noise; 0 otherwise.
 *
 * @param {number} row
 * @param {number} column
 */
function excessOf(row, column) {
  const around = [];
  for (let y = row - APART; y <= row + APART; y++) {
    for (let x = column - APART; x <= column + APART; x++) around.push(at(values, y, x));
  }
  around.sort((a, b) => a - b);
  const background = around[around.length >> 1] ?? 0;
  const excess = at(values, row, column) - background;
  const isBrightest = at(values, row, column) === around.at(-1);
  return isBrightest && excess > 12 * Math.sqrt(background + 1) ? excess : 0;
}

const spots = [];
for (let row = APART; row < rows - APART; row++) {
  for (let column = APART; column < columns - APART; column++) {
    const excess = excessOf(row, column);
    if (excess === 0) continue;
    const indices = [0, 1, 2].map((plane) => Math.round(at(hkl, plane * rows + row, column)));
    spots.push({ row, column, excess, energy: at(energies, row, column), label: indices.join(' ') });
  }
}
spots.sort((a, b) => b.excess - a.excess);

const SCALE = 2;
const [least, most] = [Math.min(...spots.map(({ energy }) => energy)), Math.max(...spots.map(({ energy }) => energy))];

/** @type {typeof spots} */
const named = [];
const marks = spots.map((spot) => {
  const { row, column, energy, label } = spot;
  const [x, y] = [(column + 0.5) * SCALE, (row + 0.5) * SCALE];
  // Red at the least energy, violet at the largest.
  const colour = `hsl(${Math.round((280 * (energy - least)) / (most - least))} 100% 74%)`;
  // Text of a faint spot that would cover that of a brighter one is left out.
  const hasRoom = named.every((other) => Math.abs(other.row - row) > 6 || Math.abs(other.column - column) > 26);
  if (hasRoom) named.push(spot);
  const text = hasRoom ? `<text x="${x + 7}" y="${y + 3}" fill="${colour}">${label}</text>` : '';
  return `<circle cx="${x}" cy="${y}" r="6" stroke="${colour}"/>${text}`;
});

const picture = readFileSync(join(folder, 'pink-laue.png')).toString('base64');
const size = `width="${columns * SCALE}" height="${rows * SCALE}"`;
writeFileSync(
  join(folder, 'pink-laue-hkl.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${columns * SCALE} ${rows * SCALE}">
<title>Reflections of a Laue pattern</title>
<image ${size} href="data:image/png;base64,${picture}"/>
<g fill="none" font-family="sans-serif" font-size="10" stroke-width="1"><style>text { stroke: none }</style>
${marks.join('\n')}
</g></svg>
`,
);
console.log(
  `${spots.length} spots of ${Math.round(least)} to ${Math.round(most)} eV, ${named.length} of them named: ${join(folder, 'pink-laue-hkl.svg')}`,
);
