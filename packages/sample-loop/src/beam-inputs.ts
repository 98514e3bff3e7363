import type { Triple } from '@braggsim/formula';
import type { Graph, Loops, Node } from '@braggsim/formula/graph';

/** Nodes of one source: direction, magnetic vector, wavelength and weight. */
export interface BeamNodes {
  readonly incident: Triple<Node>;
  readonly magnetic: Triple<Node>;
  readonly wavelength: Node;
  readonly sourceWeight: Node;
}

export const vectorInput = (g: Graph, name: string, varies: Loops): Triple<Node> => [
  g.input(`${name}.x`, varies),
  g.input(`${name}.y`, varies),
  g.input(`${name}.z`, varies),
];

/**
 * Makes the input nodes of a source.
 *
 * @param prefix `first` for the first source alone
 */
export const beamInputs = (g: Graph, prefix: 'source' | 'first', varies: Loops): BeamNodes => ({
  incident: vectorInput(g, `${prefix}.incident`, varies),
  magnetic: vectorInput(g, `${prefix}.magnetic`, varies),
  wavelength: g.input(`${prefix}.wavelength`, varies),
  sourceWeight: g.input(`${prefix}.weight`, varies),
});
