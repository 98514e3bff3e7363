import { refusal, type Term } from '@braggsim/core';
import type { FixedPlan, PanelPlan, Plan, Registry, ShotPlan } from '@braggsim/core/kernel';
import {
  type BraggOutput,
  batchedSum,
  findTerms,
  imageGraph,
  indexSpread,
  isAffine,
  type PlanTerms,
  type RunningLoops,
  seriesOrder,
  shotExtent,
  singleBound,
  tileRadius,
  whyNotSingle,
} from '@braggsim/sample-loop';
import { countsOf, runningOf } from './numbers';
import { type ImageShader, imageShader } from './shader';
import { TILE_EDGE } from './shader-frame';

/** Creates the error for a plan that this kernel cannot compute. */
export const unsupported = (reason: string) => refusal(`kernel 'gpu' cannot run this: ${reason}; use the cpu kernel`);

/** The shaders of a panel, generated on demand and kept. */
export interface PanelShaders {
  readonly plan: PanelPlan;
  /**
   * Returns the shader for a shot.
   *
   * @param instead what is computed instead of photons: the index of a factor, or an output of Bragg scattering
   */
  shader(shot: ShotPlan, instead?: number | BraggOutput): ImageShader;
  /** Returns the bound of the error of single precision for a shot, relative to the peak of a spot. */
  bound(shot: ShotPlan): number;
}

/** Returns the bound of the part of a direction that is computed in float32: the second-order terms across a tile, and the displacement within a pixel. */
function singleOffset({ oversample }: FixedPlan, panel: PanelPlan): number {
  const radius = tileRadius(panel, TILE_EDGE);
  return Math.min(radius, 2 * radius ** 2) + (oversample > 1 ? tileRadius(panel, 1) : 0);
}

/**
 * Creates the shaders of a panel.
 *
 * @throws BraggsimError (`refused`) for a plan that cannot be computed in float32 on this panel
 */
export function panelShaders(fixed: FixedPlan, terms: PlanTerms, index: number): PanelShaders {
  const plan = fixed.panels[index] as PanelPlan;
  const ofPanel = { ...terms, surface: terms.surfaces[index] as PlanTerms['surfaces'][number] };
  const tables = Object.values(fixed.tables).map(({ layout }) => layout);
  const graphOf = (running: RunningLoops, order?: number, instead?: number | BraggOutput) => {
    const output = typeof instead === 'string' ? { bragg: instead } : { factor: instead };
    const variant = { running, precision: 'single', seriesOrder: order, indicesSupplied: true, ...output } as const;
    return imageGraph({ fixed, panel: plan, terms: ofPanel }, { ...variant, tileEdge: TILE_EDGE });
  };
  const obstacle = whyNotSingle(fixed, isAffine(plan, ofPanel.surface));
  if (obstacle) throw unsupported(obstacle);
  const shaders = new Map<string, ImageShader>();
  return {
    plan,
    shader: (shot, instead) => {
      const running = runningOf(countsOf(fixed, shot));
      const order = seriesOrder(fixed, plan, indexSpread(shot), 'single');
      const key = JSON.stringify([running, order, instead]);
      const shader = shaders.get(key) ?? imageShader(graphOf(running, order, instead), running, tables);
      shaders.set(key, shader);
      return shader;
    },
    bound: (shot) => singleBound(fixed, terms, shotExtent(shot), singleOffset(fixed, plan), batchedSum),
  };
}

/** Returns the shader of a plan's first panel as text, and the number of instructions of its innermost loop. */
export async function shaderOf(
  { fixed, shot }: Plan,
  registry: Registry<Term>,
): Promise<Pick<ImageShader, 'code' | 'operations'>> {
  return panelShaders(fixed, await findTerms(fixed, registry), 0).shader(shot);
}
