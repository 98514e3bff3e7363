/**
 * Runs the part of WGSL that the emitter writes, on the host: statements `let name = expression;` with float32 and int32 scalars and vectors
 * of four. Types are as strict as those of WGSL where the emitter must mind them: functions and comparisons do not mix scalars and vectors.
 */

/** A value of WGSL with one component or four. */
interface Value {
  readonly type: 'f32' | 'i32' | 'bool';
  readonly parts: readonly number[];
}

/** Functions that a shader calls besides the built-in ones, on single numbers and vectors of four. */
export type WgslFunctions = Readonly<Record<string, (...args: (number | readonly number[])[]) => number>>;

const TOKEN = /\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?[fu]?|[A-Za-z_]\w*|<<|==|[-+*/()<>,.[\]])/y;
const COMPONENTS = 'xyzw';

const f32 = (...parts: number[]): Value => ({ type: 'f32', parts: parts.map(Math.fround) });
const i32 = (...parts: number[]): Value => ({ type: 'i32', parts: parts.map((x) => x | 0) });

/** Applies a function component by component. Only operators may mix a scalar with a vector. */
function each(values: readonly Value[], apply: (...args: number[]) => number, mayMix = false): number[] {
  const size = Math.max(...values.map(({ parts }) => parts.length));
  if (!mayMix && values.some(({ parts }) => parts.length !== size)) throw new Error('a function mixes types');
  return Array.from({ length: size }, (_, i) => apply(...values.map(({ parts }) => parts[i % parts.length] as number)));
}

/** Rounds to the nearest integer, halves to even, as WGSL does. */
const roundEven = (x: number): number => {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
};

const bits = new DataView(new ArrayBuffer(4));
const asFloat = (x: number): number => {
  bits.setInt32(0, x);
  return bits.getFloat32(0);
};

function call(name: string, args: readonly Value[], functions: WgslFunctions): Value {
  const floats = (apply: (...numbers: number[]) => number): Value => f32(...each(args, apply));
  const parts = args.flatMap((arg) => arg.parts);
  const four = (): number[] => (parts.length === 4 ? parts : Array(4).fill(parts[0] ?? 0));
  switch (name) {
    case 'abs':
      return floats(Math.abs);
    case 'min':
      return floats(Math.min);
    case 'max':
      return floats(Math.max);
    case 'sqrt':
      return floats(Math.sqrt);
    case 'floor':
      return floats(Math.floor);
    case 'round':
      return floats(roundEven);
    case 'select':
      return floats((no, yes, condition) => (condition ? (yes as number) : (no as number)));
    case 'vec4f':
      return f32(...four());
    case 'vec4i':
    case 'vec4u':
      return i32(...four());
    case 'i32':
      return i32(...parts);
    default: {
      const known = functions[name];
      if (!known) throw new Error(`'${name}' is no function of WGSL, and was not given`);
      return f32(known(...args.map((arg) => (arg.parts.length === 1 ? (arg.parts[0] as number) : arg.parts))));
    }
  }
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '<<': (a, b) => a << b,
};

/** Operators from the weakest to the strongest; all associate to the left. */
const LEVELS: readonly (readonly string[])[] = [['==', '<'], ['<<'], ['+', '-'], ['*', '/']];

/** Computes an expression of WGSL. @throws Error for one that WGSL would not accept, or that this does not know */
function evaluateExpression(text: string, names: ReadonlyMap<string, Value>, functions: WgslFunctions): Value {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) tokens.push(match[1] as string);
  let at = 0;
  const accept = (token: string): boolean => tokens[at] === token && ++at > 0;
  const expect = (token: string): void => {
    if (!accept(token)) throw new Error(`expected ${token}, found ${tokens[at]} in ${text}`);
  };
  const list = (): Value[] => {
    const values: Value[] = [];
    expect('(');
    while (!accept(')')) {
      values.push(binary(0));
      if (tokens[at] !== ')') expect(',');
    }
    return values;
  };
  const primary = (): Value => {
    const token = tokens[at++] ?? '';
    if (token === '(') {
      const inner = binary(0);
      expect(')');
      return inner;
    }
    if (/^\d/.test(token)) return token.endsWith('f') ? f32(Number.parseFloat(token)) : i32(Number.parseInt(token, 10));
    if (token === 'bitcast') {
      expect('<');
      at++;
      expect('>');
      return f32(...list().flatMap(({ parts }) => parts.map(asFloat)));
    }
    if (tokens[at] === '(') return call(token, list(), functions);
    const value = names.get(token);
    if (!value) throw new Error(`'${token}' is not declared in ${text}`);
    return value;
  };
  const unary = (): Value => {
    if (accept('-')) return f32(...unary().parts.map((x) => -x));
    let value = primary();
    while (accept('.')) value = f32(value.parts[COMPONENTS.indexOf(tokens[at++] as string)] as number);
    return value;
  };
  const binary = (level: number): Value => {
    const operators = LEVELS[level];
    if (!operators) return unary();
    let left = binary(level + 1);
    for (let sign = tokens[at] ?? ''; operators.includes(sign); sign = tokens[at] ?? '') {
      at++;
      const pair = [left, binary(level + 1)];
      if (level === 0) {
        const parts = each(pair, (a = 0, b = 0) => Number(sign === '<' ? a < b : a === b));
        left = { type: 'bool', parts };
      } else {
        const parts = each(pair, OPERATORS[sign] as (...args: number[]) => number, true);
        left = left.type === 'i32' ? i32(...parts) : f32(...parts);
      }
    }
    return left;
  };
  const result = binary(0);
  if (at < tokens.length || TOKEN.lastIndex !== 0) throw new Error(`expected the end, found ${tokens[at]} in ${text}`);
  return result;
}

/**
 * Runs statements and returns the components of an expression after them.
 *
 * @param given values of names, one number or four each
 */
export function evaluateWgsl(
  statements: string,
  expression: string,
  given: Readonly<Record<string, readonly number[]>>,
  functions: WgslFunctions = {},
): readonly number[] {
  const names = new Map(Object.entries(given).map(([name, parts]) => [name, f32(...parts)]));
  for (const line of statements.split('\n').filter((text) => text !== '')) {
    const [, name = '', text = ''] = /^let (\w+) = (.*);$/.exec(line) ?? [];
    if (name === '' || names.has(name)) throw new Error(`expected a new declaration, found ${line}`);
    names.set(name, evaluateExpression(text, names, functions));
  }
  return evaluateExpression(expression, names, functions).parts;
}

/** Turns functions of WGSL that read a table into functions of JavaScript, which compute in float64. */
export function tableReaders(code: string, values: Readonly<Record<string, ArrayLike<number>>>): WgslFunctions {
  const script = code
    .replace(/fn (\w+)\(([^)]*)\) -> f32/g, (_, name, list) => `function ${name}(${list.replace(/: \w+/g, '')})`)
    .replace(/\b(\d+(?:\.\d+)?(?:e[+-]?\d+)?)f\b/g, '$1');
  const names = [...code.matchAll(/fn (\w+)/g)].map(([, name]) => name);
  const tools = {
    i32: Math.trunc,
    clamp: (x: number, low: number, high: number) => Math.min(Math.max(x, low), high),
    vec4f: (...parts: number[]) => parts,
    dot: (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0),
    ...values,
  };
  const make = new Function(...Object.keys(tools), `${script}; return { ${names.join(', ')} };`);
  return make(...Object.values(tools)) as WgslFunctions;
}
