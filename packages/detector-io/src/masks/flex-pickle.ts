import { dataError } from '@braggsim/core';
import { MASK_BITS, type PixelMask } from '@braggsim/core/derived';
import { latin1 } from '@braggsim/core/text';

/** A mask of one panel as DIALS keeps it. */
export interface FlexMask {
  /** Shape of the mask, [slow, fast]. */
  readonly shape: readonly [number, number];
  /** `userDefined` where the file has False. */
  readonly mask: PixelMask;
}

/** A class or function that a pickle names; nothing of it is ever run. */
class Named {
  constructor(readonly name: string) {}
}

/** What a pickle makes of a name: its arguments, and the state that it is given afterwards. */
class Made {
  state: unknown;
  constructor(
    readonly name: string,
    readonly args: readonly unknown[],
  ) {}
}

const MARK = Symbol('mark');
/** Values on the stack of a pickle of masks: a few for each panel. */
const MAX_VALUES = 1_000_000;

const damaged = (why: string) => dataError(`this is not a mask of DIALS that can be read: ${why}`);

/** Tells whether bytes begin as a pickle of protocol 2 or later does. */
export const isPickle = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x80 && (bytes[1] as number) >= 2 && (bytes[1] as number) <= 5;

/**
 * Reads the masks that DIALS pickles (`pixels.mask` of `dials.generate_mask`): a `flex.bool` of two dimensions, or a tuple of one for
 * each panel. The instructions of the pickle are followed as far as they make such arrays; nothing that they name is run.
 *
 * @throws BraggsimError (`data`) for a pickle of anything else, or one that is damaged
 */
export function readFlexMasks(bytes: Uint8Array): FlexMask[] {
  if (!isPickle(bytes)) throw damaged('it should begin as a pickle of protocol 2 to 5');
  const value = unpickled(bytes);
  const arrays = Array.isArray(value) ? value : [value];
  if (arrays.length === 0) throw damaged('it has no array in it');
  return arrays.map(flexMask);
}

/** Returns the number at the start of a state: its size in bytes, itself included, and its bytes from the least. */
function leadingNumber(state: string): { readonly value: number; readonly next: number } {
  const size = state === '' ? 1 : state.charCodeAt(0);
  if (size < 1 || size > 7 || state.length < size) throw damaged('the size of an array is missing');
  let value = 0;
  for (let i = size - 1; i >= 1; i--) value = 256 * value + state.charCodeAt(i);
  return { value, next: size };
}

/** Returns the mask of a `flex.bool`, whose state is its grid and a letter for each value. */
function flexMask(array: unknown): FlexMask {
  if (!(array instanceof Made) || array.name !== 'scitbx_array_family_flex_ext bool') {
    throw damaged('expected a tuple of flex.bool');
  }
  const [grid, content] = Array.isArray(array.state) ? array.state : [];
  const [, end] = grid instanceof Made ? grid.args : [];
  if (!Array.isArray(end) || end.length !== 2 || !end.every((n) => Number.isInteger(n) && n > 0)) {
    throw damaged('a flex.bool of it does not have two dimensions');
  }
  const shape: readonly [number, number] = [end[0], end[1]];
  const letters = content instanceof Made && content.name === '_codecs encode' ? content.args[0] : content;
  if (typeof letters !== 'string') throw damaged('the values of a flex.bool are missing');
  const { value: count, next } = leadingNumber(letters);
  if (count !== shape[0] * shape[1] || letters.length !== next + count) {
    throw damaged(`a flex.bool of ${shape.join(' x ')} has ${letters.length - next} values`);
  }
  const mask = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const letter = letters[next + i];
    if (letter !== '0' && letter !== '1') throw damaged('a value of a flex.bool is neither 0 nor 1');
    if (letter === '0') mask[i] = MASK_BITS.userDefined;
  }
  return { shape, mask };
}

/** Follows the instructions of a pickle that makes tuples of arrays. */
function unpickled(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = 0;
  const take = (count: number): number => {
    const from = at;
    if (!(count >= 0) || from + count > bytes.length) throw damaged('it is cut short');
    at += count;
    return from;
  };
  const text = (count: number, encoding = 'utf-8'): string => {
    const from = take(count);
    const part = bytes.subarray(from, from + count);
    return encoding === 'latin1' ? latin1(part) : new TextDecoder().decode(part);
  };
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    if (end < 0) throw damaged('it is cut short');
    const found = text(end - at);
    at++;
    return found;
  };
  const long = (): number => {
    const size = view.getBigUint64(take(8), true);
    if (size > BigInt(bytes.length)) throw damaged('it is cut short');
    return Number(size);
  };
  const push = (value: unknown): void => {
    if (stack.length > MAX_VALUES) throw damaged('it has more values than any mask');
    stack.push(value);
  };
  const pop = (): unknown => {
    if (stack.length === 0) throw damaged('a value is missing');
    return stack.pop();
  };
  const popMany = (count: number): unknown[] => {
    if (stack.length < count) throw damaged('a value is missing');
    return stack.splice(stack.length - count, count);
  };
  const popToMark = (): unknown[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) throw damaged('a tuple has no start');
    return stack.splice(mark).slice(1);
  };
  const recalled = (index: number): unknown => {
    if (!memo.has(index)) throw damaged('it refers to a value that it does not have');
    return memo.get(index);
  };
  while (at < bytes.length) {
    const code = String.fromCharCode(bytes[take(1)] as number);
    switch (code) {
      case '\x80':
        take(1);
        break;
      case '\x95':
        take(8);
        break;
      case '.':
        return pop();
      case '(':
        push(MARK);
        break;
      case ')':
        push([]);
        break;
      case 't':
        push(popToMark());
        break;
      case '\x85':
      case '\x86':
      case '\x87':
        push(popMany(code.charCodeAt(0) - 0x84));
        break;
      case '\x88':
      case '\x89':
        push(code === '\x88');
        break;
      case 'N':
        push(undefined);
        break;
      case 'K':
        push(bytes[take(1)]);
        break;
      case 'M':
        push(view.getUint16(take(2), true));
        break;
      case 'J':
        push(view.getInt32(take(4), true));
        break;
      case 'X':
        push(text(view.getUint32(take(4), true)));
        break;
      case '\x8c':
        push(text(bytes[take(1)] as number));
        break;
      case '\x8d':
        push(text(long()));
        break;
      case 'B':
        push(text(view.getUint32(take(4), true), 'latin1'));
        break;
      case 'C':
        push(text(bytes[take(1)] as number, 'latin1'));
        break;
      case '\x8e':
        push(text(long(), 'latin1'));
        break;
      case 'c':
        push(new Named(`${line()} ${line()}`));
        break;
      case '\x93': {
        const [module, name] = popMany(2);
        if (typeof module !== 'string' || typeof name !== 'string') throw damaged('it names something without a name');
        push(new Named(`${module} ${name}`));
        break;
      }
      case 'R': {
        const [name, args] = popMany(2);
        if (!(name instanceof Named && Array.isArray(args))) throw damaged('it makes something without a name');
        push(new Made(name.name, args));
        break;
      }
      case 'b': {
        const state = pop();
        const made = stack.at(-1);
        if (!(made instanceof Made)) throw damaged('it gives a state to something that has none');
        made.state = state;
        break;
      }
      case 'q':
        memo.set(bytes[take(1)] as number, stack.at(-1));
        break;
      case 'r':
        memo.set(view.getUint32(take(4), true), stack.at(-1));
        break;
      case '\x94':
        memo.set(memo.size, stack.at(-1));
        break;
      case 'h':
        push(recalled(bytes[take(1)] as number));
        break;
      case 'j':
        push(recalled(view.getUint32(take(4), true)));
        break;
      default:
        throw damaged(`it has the instruction 0x${code.charCodeAt(0).toString(16)}, which masks do without`);
    }
  }
  throw damaged('it has no end');
}
