import type { Precision, Table } from '../algebra';
import { type FusionRule, fusionOf, isFusable, type PlaceSteps, STENCIL_EDGE, tablePlace } from '../emit/order';
import type { TextCode } from '../emit/text';
import { type Loops, NO_LOOPS, overlap } from '../graph/loops';
import { isVector, type Node } from '../graph/node';
import type { Form, Schedule } from '../graph/schedule';
import { doubleLiteral } from './literal';
import { operationText } from './operation';
import { type VectorBytes, type VectorType, vectorType } from './vectors';

export interface CEmitterOptions {
  readonly precision: Precision;
  /** Width of all vectors in bytes. */
  readonly bytes: VectorBytes;
  /** Whether products are fused with sums, which corresponds to `relaxed` of the WebAssembly emitter. */
  readonly fused: boolean;
  readonly uses: Schedule['uses'];
  /** Returns the name of the array that holds a table. */
  readonly nameOf: (table: Table) => string;
}

/** The vector types of a precision. */
export interface CTypes {
  /** The vector type of pixels. */
  readonly vector: VectorType;
  /** The vector type of float64: of pixels before `narrow` in `mixed`, and of scalars of several iterations. */
  readonly wide: VectorType;
  /** Number of wide vectors for as many pixels as one vector has; 0 where no value is wide. */
  readonly halves: 0 | 2;
}

export function cTypes(precision: Precision, bytes: VectorBytes): CTypes {
  const wide = vectorType('double', bytes);
  if (precision === 'double') return { vector: wide, wide, halves: 0 };
  return { vector: vectorType('float', bytes), wide, halves: precision === 'mixed' ? 2 : 0 };
}

/**
 * The form in which a value is used: that of `Form`, or `lanes` of scalars, where the scalars of several iterations of
 * a loop form one float64 vector.
 */
export type CForm = Form | 'lanes';

/** Writes expressions at one level of a loop nest in C. Every operation is a separate statement. */
export interface CEmitters extends CTypes {
  /**
   * Returns the name of a value in a form; for `wide` values, that of one of the halves. The value is computed unless
   * it is already held.
   */
  emit(node: Node, as: CForm, half?: number): string;
  /** Returns the name of value + addend, fused if the value is a product. */
  plus(node: Node, addend: string): string;
  /** Returns the condition that a < b for any pixel of a vector. */
  anyLess(a: Node, b: Node): string;
  /** Declares the expression of a value. It is written when the value is used. */
  provide(node: Node, as: CForm, text: string, half?: number): void;
  /**
   * Returns emitters for the body of a loop or condition; values held there are dropped at its end.
   *
   * @param along loops whose iterations `lanes` run along
   */
  inner(along?: Loops): CEmitters;
}

/** The form in which a value is held. A scalar used as a vector is spread over all lanes, equally for both halves. */
type Kind = 'scalar' | 'vector' | 'splat' | 'wide0' | 'wide1' | 'wideSplat' | 'lanes';

/** The held values, by kind and node. */
type Frame = Map<Kind, Map<Node, { readonly text: string; readonly isName: boolean }>>;

export function cEmitters(code: TextCode, options: CEmitterOptions): CEmitters {
  const { precision, bytes, uses, nameOf } = options;
  const types = cTypes(precision, bytes);
  const { vector, wide, halves } = types;

  const at = (frames: readonly Frame[], along: Loops): CEmitters => {
    const own = frames[0] as Frame;
    const holderOf = (kind: Kind, node: Node) => {
      for (const frame of frames) {
        const holder = frame.get(kind)?.get(node);
        if (holder) return holder;
      }
      return undefined;
    };
    const hold = (kind: Kind, node: Node, text: string, isName: boolean): void => {
      const held = own.get(kind) ?? new Map();
      own.set(kind, held);
      held.set(node, { text, isName });
    };
    const kindOf = (node: Node, as: CForm, half: number): Kind => {
      if (as === 'scalar') return as;
      if (as === 'vector') return isVector(node) ? 'vector' : 'splat';
      if (as === 'lanes') return overlap(node.scope, along) ? 'lanes' : 'wideSplat';
      if (!isVector(node)) return 'wideSplat';
      return half === 0 ? 'wide0' : 'wide1';
    };
    const typeOf = (kind: Kind): string => {
      if (kind === 'scalar') return 'double';
      return kind === 'vector' || kind === 'splat' ? vector.name : wide.name;
    };
    const named = (type: string, text: string): string => {
      const name = code.name();
      code.line(`const ${type} ${name} = ${text};`);
      return name;
    };

    const splat = (kind: 'splat' | 'wideSplat', node: Node): string => {
      const { name, real } = kind === 'splat' ? vector : wide;
      if (node.op !== 'constant') return `splat_${name}((${real})${self.emit(node, 'scalar')})`;
      return `splat_${name}(${doubleLiteral(real === 'float' ? Math.fround(node.value) : node.value)})`;
    };

    const compute = (node: Node, kind: Kind, as: CForm, half: number): string => {
      if (kind === 'splat' || kind === 'wideSplat') return splat(kind, node);
      if (node.op === 'constant') return doubleLiteral(node.value);
      const arg = (x: Node) => self.emit(x, as, half);
      const type = typeOf(kind);
      if (kind === 'scalar') return operationText(node, node.args.map(arg), 'one', type);
      if (kind === 'lanes') return operationText(node, node.args.map(arg), 'scalars', type);
      const fusion = fusionOf(node, fusionRule(kind));
      if (fusion) {
        const [a, b] = fusion.product.args.map(arg);
        return `${node.op === 'add' ? 'multiplyAdd' : 'subtractProduct'}_${type}(${a}, ${b}, ${arg(fusion.other)})`;
      }
      if (node.op === 'narrow') {
        const parts = Array.from({ length: halves }, (_, i) => self.emit(node.args[0] as Node, 'wide', i));
        return `narrow_${type}(${parts.join(', ')})`;
      }
      if (node.op === 'lookup') return `lookup_${type}(${nameOf(node.table as Table)}, ${place(node, 1)})`;
      if (node.op === 'stencil') {
        const corner = place(node, STENCIL_EDGE);
        const weights = node.args.slice(3).map(arg);
        const array = code.name();
        code.line(`const ${type} ${array}[${weights.length}] = {${weights.join(', ')}};`);
        const name = nameOf(node.table as Table);
        return `stencil_${name}_${type}(${name}, ${corner}, ${array})`;
      }
      return operationText(node, node.args.map(arg), 'pixels', type);
    };
    const fusionRule = (kind: Kind): FusionRule => ({
      allowed: options.fused,
      uses,
      isHeld: (node) => holderOf(kind, node) !== undefined,
    });

    /** Returns the offset of the values that a lookup or stencil reads, as a whole number. */
    const place = ({ table, args }: Node, block: number): string => {
      const binary = (sign: string) => (a: string, b: string) => named(vector.name, `${a} ${sign} ${b}`);
      const steps: PlaceSteps<string> = {
        splat: (value) => `splat_${vector.name}(${doubleLiteral(value)})`,
        clamp: (x, low, high) =>
          named(vector.name, `min_${vector.name}(${steps.splat(high)}, max_${vector.name}(${steps.splat(low)}, ${x}))`),
        add: binary('+'),
        sub: binary('-'),
        mul: binary('*'),
      };
      const [i, j, k] = args.slice(0, 3).map((index) => self.emit(index, 'vector')) as [string, string, string];
      return tablePlace(steps, table as Table, [i, j, k], block);
    };

    const self: CEmitters = {
      ...types,
      emit: (node, as, half = 0) => {
        const kind = kindOf(node, as, half);
        const holder = holderOf(kind, node);
        if (holder?.isName) return holder.text;
        const text = holder?.text ?? compute(node, kind, as, half);
        if (node.op === 'constant') return text;
        const name = named(typeOf(kind), text);
        hold(kind, node, name, true);
        return name;
      },
      plus: (node, addend) => {
        if (!isFusable(node, fusionRule('vector')))
          return named(vector.name, `${self.emit(node, 'vector')} + ${addend}`);
        const [a, b] = node.args.map((x) => self.emit(x, 'vector'));
        return named(vector.name, `multiplyAdd_${vector.name}(${a}, ${b}, ${addend})`);
      },
      anyLess: (a, b) => `anyLess_${vector.name}(${self.emit(a, 'vector')}, ${self.emit(b, 'vector')})`,
      provide: (node, as, text, half = 0) => hold(kindOf(node, as, half), node, text, false),
      inner: (loops = along) => at([new Map(), ...frames], loops),
    };
    return self;
  };
  return at([new Map()], NO_LOOPS);
}
