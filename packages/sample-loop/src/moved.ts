import type { Calculator } from '@braggsim/formula';
import { type Graph, type Loops, NO_LOOPS, type Node } from '@braggsim/formula/graph';

/** Puts in place of an input, by its name, the same with what it changes by. */
export type Moved = (name: string, node: Node) => Node;

/** Leaves inputs as they are. */
export const unmoved: Moved = (_, node) => node;

/** Names of the inputs that change along a direction, and of the tables. */
export interface DirectionPattern {
  readonly inputs: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
}

/** Returns the name of the input that holds the derivative of another one along a direction. */
export const slopeName = (direction: number, name: string): string => `slope${direction}.${name}`;

/**
 * Distances along directions, which are inputs whose value is zero: every value that depends on parameters is itself plus its
 * derivative times the distance, and the derivative of an image along a direction is that by its distance.
 */
export interface Directions {
  readonly distances: readonly Node[];
  readonly moved: Moved;
  /** Returns what a value without an input of its own, whose slopes are inputs of this name, changes by: zero itself. */
  change(name: string, varies: Loops): Node;
  /** Tells whether an input changes along any direction. */
  changes(name: string): boolean;
  /** Directions along which an input changes. */
  along(name: string): readonly number[];
  /** Returns the functions of formulas, with tables that change along directions. */
  calculator(m: Calculator<Node>): Calculator<Node>;
  /** Inputs that are zero. */
  readonly zeros: ReadonlyMap<string, number>;
}

/** Makes the distances of directions, which change the inputs and tables of their patterns. */
export function directionsOf(g: Graph, patterns: readonly DirectionPattern[]): Directions {
  const nameOf = (direction: number) => `distance${direction}`;
  const distances = patterns.map((_, direction) => g.input(nameOf(direction), NO_LOOPS));
  const along = (name: string) => patterns.flatMap(({ inputs }, direction) => (inputs.has(name) ? [direction] : []));
  const change = (name: string, varies: Loops): Node =>
    along(name).reduce(
      (sum, direction) => g.add(sum, g.mul(distances[direction] as Node, g.input(slopeName(direction, name), varies))),
      g.constant(0),
    );
  return {
    distances,
    change,
    along,
    changes: (name) => along(name).length > 0,
    moved: (name, node) => g.add(node, change(name, node.scope)),
    zeros: new Map(patterns.map((_, direction) => [nameOf(direction), 0])),
    calculator: (m) => {
      const read = <Rest extends readonly unknown[]>(
        value: (table: Parameters<typeof m.lookup>[0], ...rest: Rest) => Node,
      ) => {
        return (table: Parameters<typeof m.lookup>[0], ...rest: Rest): Node =>
          patterns.reduce(
            (sum, { tables }, direction) =>
              tables.has(table.name)
                ? m.sum(
                    sum,
                    m.product(
                      distances[direction] as Node,
                      value({ ...table, name: slopeName(direction, table.name) }, ...rest),
                    ),
                  )
                : sum,
            value(table, ...rest),
          );
      };
      return { ...m, lookup: read(m.lookup), tricubic: read(m.tricubic) };
    },
  };
}
