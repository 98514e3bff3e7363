import type { InputName, InputValues } from '@braggsim/core/kernel';
import type { Triple } from '@braggsim/formula';
import type { Graph, Loops, Node } from '@braggsim/formula/graph';
import { type Moved, unmoved } from './moved';

/** Nodes of one source: direction, magnetic vector, wavelength and weight. */
export interface BeamNodes {
  readonly incident: Triple<Node>;
  readonly magnetic: Triple<Node>;
  readonly wavelength: Node;
  readonly sourceWeight: Node;
}

/** Makes the inputs of the components of a vector. */
export const vectorInput = (g: Graph, name: string, varies: Loops): Triple<Node> => [
  g.input(`${name}.x`, varies),
  g.input(`${name}.y`, varies),
  g.input(`${name}.z`, varies),
];

/**
 * Makes the input nodes of a source.
 *
 * @param prefix `first` for the first source alone
 * @param directionVaries loops that its direction varies with
 */
export const beamInputs = (
  g: Graph,
  prefix: 'source' | 'first',
  varies: Loops,
  directionVaries: Loops = varies,
): BeamNodes => ({
  incident: vectorInput(g, `${prefix}.incident`, directionVaries),
  magnetic: vectorInput(g, `${prefix}.magnetic`, directionVaries),
  wavelength: g.input(`${prefix}.wavelength`, varies),
  sourceWeight: g.input(`${prefix}.weight`, varies),
});

const CHANNEL_VALUE = /^channelValue(\d)$/;

/** Makes the inputs of the numbers of a source's energy that terms declare; none for terms that declare none. */
export function channelInputs(
  g: Graph,
  terms: readonly { readonly inputs: readonly InputName[] }[],
  varies: Loops,
  moved: Moved = unmoved,
): Partial<InputValues<Node>> {
  const names = new Set(terms.flatMap(({ inputs }) => inputs).filter((name) => CHANNEL_VALUE.test(name)));
  return Object.fromEntries(
    [...names].map((name) => {
      const input = `source.value${CHANNEL_VALUE.exec(name)?.[1]}`;
      return [name, moved(input, g.input(input, varies))];
    }),
  );
}
