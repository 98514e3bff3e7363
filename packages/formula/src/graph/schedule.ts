import { contains, type Loops, loopNames, NO_LOOPS, overlap, PIXEL, union } from './loops';
import { isConstant, isVector, type Node, reachable } from './node';

/** A position in a loop nest where code runs. */
export interface Level {
  readonly name: string;
  /** The loops around it; with `pixel` among them its values are vectors. */
  readonly loops: Loops;
  /** Loops that have ended when it runs, so that their sums are known. */
  readonly finished?: Loops;
}

/** A node and the level at which it is supplied or used. */
export interface Placed {
  readonly node: Node;
  readonly at: string;
}

/** The form in which a value is used: a float64 scalar, a vector, or (mixed) float64 vectors. */
export type Form = 'scalar' | 'vector' | 'wide';

/** A value that is computed at one level and used at another, and must therefore be held. */
export interface LiveValue {
  readonly node: Node;
  readonly from: string;
  readonly to: string;
  readonly as: Form;
}

/** A sum over loops, and the level at which its argument is added to it. */
export interface Accumulation {
  readonly sum: Node;
  readonly addend: Node;
  readonly at: string;
  /** The first level at which the sum is known. */
  readonly known: string;
}

export interface Schedule {
  /** The nodes, with arguments before the nodes that use them. */
  readonly nodes: readonly Node[];
  /** The inputs that the kernel supplies, and the outermost level at which it must do so. */
  readonly inputs: readonly Placed[];
  /** Number of uses of each node; a value that is used once needs no local variable. */
  readonly uses: ReadonlyMap<Node, number>;
  readonly liveValues: readonly LiveValue[];
  readonly accumulations: readonly Accumulation[];
}

/** The requirements on a level. */
interface Needs {
  readonly loops: Loops;
  readonly finished: Loops;
  /** The loops that may be around it. */
  readonly within?: Loops;
}

function levelFor(levels: readonly Level[], needs: Needs, what: string): Level {
  const level = levels.find(
    (l) =>
      contains(l.loops, needs.loops) &&
      contains(l.finished ?? NO_LOOPS, needs.finished) &&
      contains(needs.within ?? l.loops, l.loops),
  );
  if (level) return level;
  const after = needs.finished ? ` after the sums over {${loopNames(needs.finished)}}` : '';
  throw new Error(
    `no level of the loop nest lies in the loops {${loopNames(needs.loops)}}${after}, which ${what} needs`,
  );
}

/**
 * Tells whether a sum can grow at a level. It grows once per iteration of its own loops; inside any other loop it would grow
 * too often.
 */
function growsAt(levels: readonly Level[], sum: Node, known: Level): Level {
  const [addend] = sum.args as [Node];
  const needs: Needs = {
    loops: union(union(addend.scope, sum.over), PIXEL),
    finished: addend.finished,
    within: union(union(known.loops, sum.over), PIXEL),
  };
  return levelFor(levels, needs, 'the argument of a sum');
}

/**
 * Places every node at the first level where all its loops are open, and lists the values that cross between levels.
 *
 * @param levels levels in the order in which they run: a value can be used at its own level and later ones
 * @param outputs nodes that the kernel needs: images to store, cull tests to evaluate
 */
export function schedule(levels: readonly Level[], outputs: readonly Placed[]): Schedule {
  const nodes = reachable(outputs.map((o) => o.node));
  const uses = new Map<Node, number>();
  const liveValues = new Map<string, LiveValue>();
  const accumulations: Accumulation[] = [];
  const levelOf = (node: Node) =>
    levelFor(levels, { loops: node.scope, finished: node.finished }, node.name || `a '${node.op}' node`);

  const use = (node: Node, to: Level, as: Form): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
    if (isConstant(node)) return;
    const from = levelOf(node);
    if (from === to) return;
    liveValues.set(`${node.id} ${to.name} ${as}`, { node, from: from.name, to: to.name, as });
  };

  for (const user of nodes) {
    if (user.op === 'sum') {
      const [addend] = user.args as [Node];
      const known = levelOf(user);
      const at = growsAt(levels, user, known);
      accumulations.push({ sum: user, addend, at: at.name, known: known.name });
      use(addend, at, 'vector');
      continue;
    }
    const wide = user.wide || user.op === 'narrow';
    const form = isVector(user) ? (wide ? 'wide' : 'vector') : 'scalar';
    for (const arg of user.args) use(arg, levelOf(user), form);
  }
  for (const { node, at } of outputs) {
    const level = levels.find((l) => l.name === at);
    if (!level)
      throw new Error(`an output is wanted at '${at}', which is not among the levels: ${levels.map((l) => l.name)}`);
    use(node, level, overlap(level.loops, PIXEL) ? 'vector' : 'scalar');
  }
  const inputs = nodes.filter((n) => n.op === 'input').map((node) => ({ node, at: levelOf(node).name }));
  return { nodes, inputs, uses, liveValues: [...liveValues.values()], accumulations };
}

/** Lists the values that must be held when a level has run, once for every form in which each is used. */
export function liveOut({ liveValues }: Schedule, from: string): LiveValue[] {
  const forms = new Map<string, LiveValue>();
  for (const c of liveValues) if (c.from === from) forms.set(`${c.node.id} ${c.as}`, c);
  return [...forms.values()].sort((a, b) => a.node.id - b.node.id);
}
