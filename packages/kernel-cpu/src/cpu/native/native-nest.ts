import type { Table } from '@braggsim/formula';
import {
  cEmitters,
  doubleLiteral,
  lookupFunction,
  stencilFunction,
  textCode,
  type VectorBytes,
  type VectorType,
  vectorPrelude,
  vectorType,
} from '@braggsim/formula/emit';
import { liveOut, loops, NO_LOOPS } from '@braggsim/formula/graph';
import { TILE_EDGE, TILE_PIXELS } from '@braggsim/sample-loop';
import { type NestOptions, type NestPlan, outputsOf, scalarInputs } from '../nest-plan';
import { pixelInputValues } from '../nest-values';
import { addonText } from './addon';
import { canRunInBlocks, tileBlocks } from './blocks';
import { atDepth } from './depths';
import { NATIVE_PARAMETERS, type NativeNest } from './layout';
import {
  batchName,
  bufferName,
  clearArrays,
  excessName,
  firstAcceptedName,
  inputName,
  type NativeCode,
  OUTPUT,
  sumName,
} from './nest-code';

/**
 * Generates the loop nest of an image, or of tiles with derivatives, in C: with the levels, values and order of operations of `compileNest`, and
 * therefore its bytes, in vectors of any width. Only numbers and generated names are put into the text.
 */
export function nativeNest(planned: NestPlan, options: NestOptions, bytes: VectorBytes): NativeNest {
  const { precision, relaxed, running, tables } = options;
  const { listed = false } = running;
  const { image, levels, plan, values, names } = planned;
  const tableName = (table: Table) => `table${tables.findIndex(({ name }) => name === table.name)}`;
  const code = textCode();
  const root = cEmitters(code, { precision, bytes, fused: relaxed, uses: plan.uses, nameOf: tableName });
  const nest: NativeCode = { ...planned, code, root, listed };
  const { vector, wide, halves } = root;
  const quadruple = vectorType(vector.real, vector.real === 'float' ? 16 : 32);

  code.line('#include <immintrin.h>');
  code.line(vectorPrelude([vector, wide, quadruple]));
  const reads = (op: 'lookup' | 'stencil') => plan.nodes.filter((node) => node.op === op);
  if (reads('lookup').length > 0) code.line(lookupFunction(vector));
  for (const table of new Map(reads('stencil').map(({ table }) => [table?.name, table])).values()) {
    if (table) code.line(stencilFunction(tableName(table), table, vector, relaxed));
  }
  for (const node of values.pixelInputs) {
    const numbers = pixelInputValues(node, TILE_EDGE).map(doubleLiteral).join(', ');
    code.line(`static const ${node.wide ? 'double' : vector.real} ${inputName(node)}[${TILE_PIXELS}]`);
    code.line(`  __attribute__((aligned(64))) = {${numbers}};`);
  }

  const pointers = pointersOf(tables.map(tableName), vector.real, listed);
  const parameters = pointers.map(([name, type]) => `const ${type} *restrict ${name}`);
  const pixel = image.derivatives ? vector.real : 'float';
  const store = image.derivatives ? appendTile : storeTile;
  code.block(`static void run(${parameters.join(', ')}, ${pixel} *restrict image)`, () => {
    NATIVE_PARAMETERS.forEach((name, i) => {
      code.line(`const int ${name} = parameters[${i}];`);
    });
    declareArrays(nest);
    values.inputsOf(NO_LOOPS).forEach((node, i) => {
      root.provide(node, 'scalar', `plan[${i}]`);
    });
    for (const c of liveOut(plan, 'plan')) {
      const parts = c.as === 'wide' ? Math.max(1, halves) : 1;
      for (let half = 0; half < parts; half++) root.emit(c.node, c.as, half);
    }
    if (levels.inner.length === 0 && canRunInBlocks(nest)) {
      tileBlocks(nest, () => store(nest));
      return;
    }
    code.block('for (int row = firstRow; row < lastRow; row++)', () => {
      code.block('for (int column = 0; column < columns; column++)', () => {
        if (listed) code.line('const int listStart = starts[0], listEnd = starts[1]; starts++;');
        code.line('if (!*flags++) continue;');
        const tile = root.inner();
        for (const node of scalarInputs(values, loops('tile'))) {
          const index = node.name === 'tileFast' ? 'column' : 'row';
          tile.provide(node, 'scalar', `(double)${index} * ${TILE_EDGE}.0 + ${TILE_EDGE / 2}.0`);
        }
        clearArrays(
          nest,
          image.firstAccepted.map((_, i) => firstAcceptedName(i)),
        );
        atDepth(nest, tile, 0);
        store(nest);
      });
    });
  });
  code.line(addonText(pointers.length, NATIVE_PARAMETERS.indexOf('isNewImage')));
  return {
    source: code.text(),
    tables: tables.map(({ name }) => name),
    real: vector.real,
    byColumns: listed || canRunInBlocks(nest) ? levels.inner.at(-1)?.count : undefined,
    vectorBits: (8 * bytes) as NativeNest['vectorBits'],
    listed,
    planNames: names.planNames,
  };
}

/** Numbers of entries before each tile of a band and of all, and pairs of an orientation and the bits of its pixels. */
const LISTS = [
  ['starts', 'int'],
  ['entries', 'int'],
] as const;

/** Returns the names and types of the arrays that `run` reads, in order. */
const pointersOf = (tables: readonly string[], real: string, listed: boolean): (readonly [string, string])[] => [
  ['parameters', 'int'],
  ['flags', 'unsigned char'],
  ['plan', 'double'],
  ['placeTable', 'double'],
  ['sourceTable', 'double'],
  ['orientationTable', 'double'],
  ['nodeTable', 'double'],
  ...(listed ? LISTS : []),
  ...tables.map((table) => [table, real] as const),
];

/** Declares arrays for the pixels of a tile, on the stack. */
function declareArrays({ image, values, code, root }: NativeCode): void {
  const { real } = root.vector;
  const array = (name: string, type: string = real, images = 1) =>
    code.line(`${type} ${name}[${TILE_PIXELS * images}] __attribute__((aligned(64)));`);
  for (const [name, { as }] of new Map(values.buffered.map((c) => [bufferName(c), c]))) {
    array(name, as === 'wide' ? 'double' : real);
  }
  image.firstAccepted.forEach((_, i) => {
    array(firstAcceptedName(i));
  });
  for (const sum of values.sums) array(sumName(sum));
  for (const sum of values.inBatches) {
    array(batchName(sum));
    array(excessName(sum));
  }
  array(OUTPUT, real, outputsOf(image).length);
}

/** Writes the wanted pixels of a tile into the image: whole tiles by vectors, others pixel by pixel. */
function storeTile({ code, root }: NativeCode): void {
  const { vector } = root;
  code.block('', () => {
    code.line(`const int fast = column * ${TILE_EDGE}, slow = row * ${TILE_EDGE};`);
    code.line(
      `const int left = firstFast > fast ? firstFast - fast : 0, top = firstSlow > slow ? firstSlow - slow : 0;`,
    );
    code.line(`const int right = endFast - fast < ${TILE_EDGE} ? endFast - fast : ${TILE_EDGE};`);
    code.line(`const int bottom = endSlow - slow < ${TILE_EDGE} ? endSlow - slow : ${TILE_EDGE};`);
    code.line('float *const corner = image + (long)slow * pixelsFast + fast;');
    code.block(`if (left == 0 && right == ${TILE_EDGE} && top == 0 && bottom == ${TILE_EDGE})`, () => {
      for (let y = 0; y < TILE_EDGE; y++) storeLine(code, vector, `corner + ${y}l * pixelsFast`, y * TILE_EDGE);
    });
    code.block('else for (int y = top; y < bottom; y++)', () => {
      code.line(`float *const line = corner + (long)y * pixelsFast;`);
      code.line(`for (int x = left; x < right; x++) line[x] = (float)${OUTPUT}[y * ${TILE_EDGE} + x];`);
    });
  });
}

/** Writes the pixels of a line of a tile as float32. */
function storeLine(code: NativeCode['code'], { name, real, lanes }: VectorType, line: string, first: number): void {
  if (real === 'float') {
    code.line(`__builtin_memcpy(${line}, ${OUTPUT} + ${first}, ${4 * TILE_EDGE});`);
    return;
  }
  for (let x = 0; x < TILE_EDGE; x += lanes) {
    code.line(`storeFloats_${name}(${line} + ${x}, load_${name}(${OUTPUT} + ${first + x}));`);
  }
}

/** Writes all outputs of a tile behind those of the last one. */
function appendTile({ code, image }: NativeCode): void {
  const values = TILE_PIXELS * outputsOf(image).length;
  code.line(`for (int i = 0; i < ${values}; i++) image[i] = ${OUTPUT}[i];`);
  code.line(`image += ${values};`);
}
