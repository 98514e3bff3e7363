import type { Table } from '../algebra';
import { isConstant, isVector, type Node } from '../graph/node';
import type { Schedule } from '../graph/schedule';
import { literal, type ShaderCode } from './code';
import { tableNames } from './tables';

/** Number of neighbouring pixels that a thread computes together, so that common data are read once. */
export const SHADER_LANES = 4;
/** Returns a zero of the type of a node. */
export const zeroOf = (node: Node): string => (isVector(node) ? 'vec4f()' : '0f');
const COMPONENTS = ['x', 'y', 'z', 'w'] as const;

/**
 * Writes expressions at one level of the loop nest of a shader, in float32, including scalars; values that need float64
 * must come from the host. A value that varies with the pixel is a `vec4f` with a component for each of four pixels,
 * all others are `f32`. The built-in trigonometry, which is inaccurate, and `fma`, which need not fuse, are not used.
 */
export interface WgslEmitter {
  /** Returns the value of a node as text; a value with several uses is given a name first. */
  emit(node: Node): string;
  /** Computes the value now, for this level and those inside it, and returns its name. */
  hold(node: Node): string;
  /** Declares where the value, of the type of its node, is found, for example in a buffer. */
  provide(node: Node, text: string): void;
  /** Returns an emitter for the body of a loop or condition; values held there are dropped at its end. */
  inner(): WgslEmitter;
}

interface Holder {
  readonly text: string;
  readonly isName: boolean;
}

/**
 * Constants below this prevent a quotient from being 0/0. A shader compiler may add such a constant to an earlier, far
 * larger number instead, where it is lost, so the addition is written as a separate statement.
 */
const SHIFT = 2 ** -30;
const isShift = (node: Node): boolean => isConstant(node) && Math.abs(node.value) < SHIFT;

const INFIX = { add: '+', sub: '-', mul: '*', div: '/' } as const;
const FUNCTIONS = { abs: 'abs', min: 'min', max: 'max', sqrt: 'sqrt', nearest: 'round', floor: 'floor' } as const;

/** Creates an emitter of WGSL expressions. @param uses number of uses of each node in the schedule of the shader */
export function wgslEmitter(code: ShaderCode, uses: Schedule['uses']): WgslEmitter {
  const at = (find: (node: Node) => Holder | undefined): WgslEmitter => {
    const held = new Map<Node, Holder>();
    const holderOf = (node: Node): Holder | undefined => held.get(node) ?? find(node);

    const named = (node: Node, text: string): string => {
      const name = code.name();
      code.line(`let ${name} = ${text};`);
      held.set(node, { text: name, isName: true });
      return name;
    };

    /** Returns an argument in the type of the node itself, since functions do not mix types. */
    const alike = (node: Node, arg: Node): string =>
      isVector(node) && !isVector(arg) ? `vec4f(${self.emit(arg)})` : self.emit(arg);
    const called = (name: string, node: Node): string =>
      `${name}(${node.args.map((arg) => alike(node, arg)).join(', ')})`;
    /** Applies a function of scalars to each pixel separately. */
    const pixelwise = (node: Node, call: (args: readonly string[]) => string): string => {
      if (!isVector(node)) return call(node.args.map(self.emit));
      const args = node.args.map((arg) => ({ text: self.hold(arg), isOfPixels: isVector(arg) }));
      const ofPixels = COMPONENTS.map((x) =>
        call(args.map(({ text, isOfPixels }) => (isOfPixels ? `${text}.${x}` : text))),
      );
      return `vec4f(${ofPixels.join(', ')})`;
    };

    /** Returns the expression of the operation without parentheses around it. */
    const compute = (node: Node): string => {
      const [a, b, c, d] = node.args as [Node, Node, Node, Node];
      switch (node.op) {
        case 'constant':
          return literal(node.value);
        case 'add':
          if (isShift(b)) {
            const x = self.hold(a);
            return `select(${x} + ${literal(b.value)}, ${alike(node, b)}, ${x} == ${zeroOf(node)})`;
          }
          return `${self.emit(a)} + ${self.emit(b)}`;
        case 'sub':
        case 'mul':
        case 'div':
          return `${self.emit(a)} ${INFIX[node.op]} ${self.emit(b)}`;
        case 'neg':
          return `-${self.emit(a)}`;
        case 'abs':
        case 'min':
        case 'max':
        case 'sqrt':
        case 'nearest':
        case 'floor':
          return called(FUNCTIONS[node.op], node);
        case 'powerOfTwo':
          return isVector(node)
            ? `bitcast<vec4f>((vec4i(${self.emit(a)}) + 127) << vec4u(23u))`
            : `bitcast<f32>((i32(${self.emit(a)}) + 127) << 23u)`;
        case 'ifLess': {
          const [x, y, yes, no] = [a, b, c, d].map((arg) => alike(node, arg));
          return `select(${no}, ${yes}, ${x} < ${y})`;
        }
        case 'lookup':
          return pixelwise(node, (args) => `${tableNames(node.table as Table).lookup}(${args.join(', ')})`);
        case 'stencil':
          return pixelwise(node, (args) => {
            const weights = [3, 7, 11].map((start) => `vec4f(${args.slice(start, start + 4).join(', ')})`);
            return `${tableNames(node.table as Table).stencil}(${[...args.slice(0, 3), ...weights].join(', ')})`;
          });
        case 'input':
          throw new Error(`no value is provided for input '${node.name}' at this loop level`);
        case 'narrow':
        case 'sum':
        case 'partials':
          throw new Error(`a '${node.op}' node cannot be computed by a shader expression`);
      }
    };
    const isAtom = (node: Node): boolean => isConstant(node) || !(node.op in INFIX || node.op === 'neg');

    const self: WgslEmitter = {
      emit: (node) => {
        const holder = holderOf(node);
        if (holder?.isName) return holder.text;
        const isUsedAgain = !isConstant(node) && (uses.get(node) ?? 0) > 1;
        if (holder) return isUsedAgain ? named(node, holder.text) : holder.text;
        const text = compute(node);
        if (isUsedAgain) return named(node, text);
        return isAtom(node) ? text : `(${text})`;
      },
      hold: (node) => {
        const holder = holderOf(node);
        return holder?.isName ? holder.text : named(node, holder?.text ?? compute(node));
      },
      provide: (node, text) => void held.set(node, { text, isName: false }),
      inner: () => at(holderOf),
    };
    return self;
  };
  return at(() => undefined);
}
