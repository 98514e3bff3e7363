import type { InputValues } from '@braggsim/core/kernel';
import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, loops, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import type { BeamNodes } from './beam-inputs';
import type { Directions } from './moved';
import type { RunningLoops } from './running-loops';
import type { SampleDirection } from './sample-direction';
import type { SplitIndex } from './split-indices';
import type { SurfaceGraph } from './surface-graph';

const XYZ = [0, 1, 2] as const;
const AXES = ['x', 'y', 'z'] as const;
const ORIENTATION = loops('orientation');
/** Length of half a scattering vector (1/m) below which it has no direction. */
const MIN_SIN_THETA_OVER_LAMBDA = 1;

const triple = (of: (i: 0 | 1 | 2) => Node): Triple<Node> => [of(0), of(1), of(2)];

/** Makes the inputs of a source, each the value of the beam plus its change along the directions of the derivatives. */
function movedBeam(prefix: 'source' | 'first', beam: BeamNodes, { moved }: Directions): BeamNodes {
  const vector = (name: 'incident' | 'magnetic') => triple((i) => moved(`${prefix}.${name}.${AXES[i]}`, beam[name][i]));
  return {
    incident: vector('incident'),
    magnetic: vector('magnetic'),
    wavelength: moved(`${prefix}.wavelength`, beam.wavelength),
    sourceWeight: moved(`${prefix}.weight`, beam.sourceWeight),
  };
}

/** The inputs of a sample with their derivatives, and the scattering vector from which those of its indices follow. */
export interface DifferentiableSample {
  readonly inputs: InputValues<Node>;
  /** Scattering vector, 1/m. */
  readonly q: Triple<Node>;
  readonly sourceWeight: Node;
}

/**
 * Returns the inputs of a sample, each with its derivatives along directions: with X the sensor point, R its distance and d its
 * direction from the sample, dR = d.dX, dd = (dX - d (d.dX))/R, q = (d - i)/lambda, and scalar products of these. The values stay
 * those that the kernel computes from tiles; only their derivatives take this way.
 */
export function differentiableSample(
  g: Graph,
  m: Calculator<Node>,
  directions: Directions,
  sample: {
    readonly inputs: InputValues<Node>;
    readonly surface: SurfaceGraph;
    readonly direction: SampleDirection;
    readonly beam: BeamNodes;
    readonly place: 'place' | 'firstPlace' | 'lastLayer';
    readonly source: 'source' | 'first';
  },
): DifferentiableSample {
  const { inputs: x, surface, direction } = sample;
  const { point, normal, ...place } = surface.moved(direction.place, sample.place, directions);
  const beam = movedBeam(sample.source, sample.beam, directions);
  const { perRange } = direction;
  const d = triple((i) => m.sum(direction.centre[i], direction.offset[i]));
  const by = (value: Node, from: readonly Node[], partials: () => readonly Node[]) =>
    g.withPartials(value, from, partials);
  const ray = triple((i) =>
    by(d[i], point, () => XYZ.map((j) => m.product(perRange, m.minus(i === j ? 1 : 0, m.product(d[i], d[j]))))),
  );
  const projection = (value: Node, axis: Triple<Node>) => by(value, [...ray, ...axis], () => [...axis, ...d]);
  const q = triple((i) => m.ratio(m.minus(ray[i], beam.incident[i]), beam.wavelength));
  const { wavelength, sourceWeight } = beam;
  return {
    q,
    sourceWeight,
    inputs: {
      ...x,
      ...place,
      wavelength,
      sourceWeight,
      range: by(x.range, point, () => d),
      cosIncidence: projection(x.cosIncidence, normal),
      directionX: ray[0],
      directionY: ray[1],
      directionZ: ray[2],
      cosBeamNormal: m.dot(beam.incident, normal),
      cosTwoTheta: projection(x.cosTwoTheta, beam.incident),
      cosMagneticAxis: projection(x.cosMagneticAxis, beam.magnetic),
      sinThetaOverLambda: by(x.sinThetaOverLambda, q, () => {
        const per = m.ratio(0.25, m.larger(x.sinThetaOverLambda, MIN_SIN_THETA_OVER_LAMBDA));
        return XYZ.map((i) => m.product(q[i], per));
      }),
    },
  };
}

/**
 * Returns the reduced index with its derivatives. With M the rotation of an orientation from the first one, and a the cell vector of
 * the first, h = (M a).q: dh = (M a).dq + (M^T q).da + (what turns the orientation against the first).q.
 */
export function differentiableIndices(
  g: Graph,
  m: Calculator<Node>,
  directions: Directions,
  axes: readonly Pick<SplitIndex, 'rest'>[],
  q: Triple<Node>,
  running: RunningLoops,
): Node[] {
  const varies = running.orientations ? ORIENTATION : NO_LOOPS;
  const inputOf = (name: string) => g.input(name, varies);
  const rotation = (i: number, j: number) =>
    running.orientations ? inputOf(`rotation.${3 * i + j}`) : g.constant(i === j ? 1 : 0);
  /** The scattering vector in the frame of the first orientation: M^T q. */
  const turnedBack = triple((j) => m.dot([rotation(0, j), rotation(1, j), rotation(2, j)], q));
  return axes.map(({ rest }, axis) => {
    const name = ['a', 'b', 'c'][axis] as string;
    const cell = AXES.map((x) => directions.change(`cell.${name}.${x}`, NO_LOOPS));
    const vector = AXES.map((x) => inputOf(`${name}.${x}`));
    const own = AXES.map((x) => directions.change(`${name}.${x}`, varies));
    const parts: (readonly [Node, () => Node])[] = [
      ...XYZ.map((i) => [q[i], () => vector[i] as Node] as const),
      ...XYZ.map((i) => [cell[i] as Node, () => turnedBack[i]] as const),
      ...XYZ.map((i) => [own[i] as Node, () => q[i]] as const),
    ];
    return g.withPartials(
      rest,
      parts.map(([from]) => from),
      () => parts.map(([, partial]) => partial()),
    );
  });
}
