import type { InputValues } from '@braggsim/core/kernel';
import type { Calculator, Triple } from '@braggsim/formula';
import type { Node } from '@braggsim/formula/graph';
import type { BeamNodes } from './beam-inputs';
import type { SampleDirection } from './sample-direction';
import type { SurfaceGraph } from './surface-graph';

const XYZ = [0, 1, 2] as const;

/**
 * Makes the inputs of a sample and a source, from the exact direction of the tile's centre and an offset.
 *
 * @param isOneDirection whether sources differ in their wavelengths alone, by which the length of the scattering vector is then
 * divided last
 */
export function scatteringOf(
  m: Calculator<Node>,
  surface: SurfaceGraph,
  direction: SampleDirection,
  beam: BeamNodes,
  isOneDirection: boolean,
): InputValues<Node> {
  const { centre, offset } = direction;
  const perWavelength = m.ratio(1, beam.wavelength);
  const difference = (i: (typeof XYZ)[number]) => m.sum(m.minus(centre[i], beam.incident[i]), offset[i]);
  const q = isOneDirection ? [] : XYZ.map((i) => m.product(difference(i), perWavelength));
  const lengthOf = (v: readonly Node[]) => m.sqrt(m.dot(v, v));
  const scattering = () => (isOneDirection ? m.product(lengthOf(XYZ.map(difference)), perWavelength) : lengthOf(q));
  const along = (axis: Triple<Node>) => m.sum(direction.offsetAlong(axis), m.dot(centre, axis));
  const x = {
    ...surface.inputsOf(direction),
    wavelength: beam.wavelength,
    sourceWeight: beam.sourceWeight,
    sinThetaOverLambda: m.product(0.5, scattering()),
    cosBeamNormal: m.dot(beam.incident, surface.normal),
    cosTwoTheta: along(beam.incident),
    cosMagneticAxis: along(beam.magnetic),
  };
  return x as InputValues<Node>;
}
