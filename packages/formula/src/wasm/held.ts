import type { Node } from '../graph/node';
import type { Code, Local, ValueType } from './code';

/**
 * The values that are available to generated code. A loop body opens an inner scope, whose values are dropped at its
 * end.
 */
export interface Held {
  find(node: Node): Holder | undefined;
  set(node: Node, holder: Holder): void;
  inner(): Held;
}

export interface Holder {
  /** Writes code that pushes the value on the stack. */
  readonly push: () => void;
  /** Whether that code only reads a local variable. */
  readonly isLocal: boolean;
}

export function held(outer?: Held): Held {
  const holders = new Map<Node, Holder>();
  const self: Held = {
    find: (node) => holders.get(node) ?? outer?.find(node),
    set: (node, holder) => void holders.set(node, holder),
    inner: () => held(self),
  };
  return self;
}

/** Writes expressions of one number format at one loop level. */
export interface Emitter {
  /** Writes code that pushes the value of a node on the stack. */
  emit(node: Node): void;
  /** Computes the value now and keeps it for all following code at this level and inside it. */
  hold(node: Node): void;
  /** Declares how the value is pushed, for example from a buffer or table. */
  provide(node: Node, push: () => void): void;
}

/**
 * Creates the part that all formats share: a value is read from where it is held, or computed, and values with several
 * uses are kept in local variables.
 */
export function emitter(
  code: Code,
  type: ValueType,
  uses: ReadonlyMap<Node, number>,
  heldFor: (node: Node) => Held,
  compute: (node: Node) => void,
): Emitter {
  const keep = (node: Node): Local => {
    const local = code.local(type);
    heldFor(node).set(node, { push: () => code.get(local), isLocal: true });
    return local;
  };
  const push = (node: Node): void => {
    const holder = heldFor(node).find(node);
    if (holder) holder.push();
    else compute(node);
  };
  return {
    emit: (node) => {
      const isLocal = heldFor(node).find(node)?.isLocal ?? false;
      push(node);
      if (!isLocal && node.op !== 'constant' && (uses.get(node) ?? 0) > 1) code.tee(keep(node));
    },
    hold: (node) => {
      if (heldFor(node).find(node)?.isLocal) return;
      push(node);
      code.set(keep(node));
    },
    provide: (node, push) => heldFor(node).set(node, { push: () => void push(), isLocal: false }),
  };
}
