import { units, vector, type Warning } from '@braggsim/core';
import type { Compatibility, Mosaic, WithWarnings } from '@braggsim/core/derived';
import { ran1 } from '@braggsim/core/random';
import { checkSampleCount } from './limits';
import { randomRotation } from './rotation';
import type { CrystalSection } from './sections';
import { streamStart } from './seed';

const DEFAULT_SEED = 12345678;
const DEFAULT_DOMAINS = 10;

/**
 * Mosaic domains and their rotations. The first domain is not rotated, though its deviates are drawn.
 *
 * @throws BraggsimError (`usage`) when the seed is out of range, or for more domains than any image has use for
 */
export function resolveMosaic(
  section: CrystalSection['mosaic'],
  { angles }: Partial<Compatibility> = {},
): WithWarnings<Mosaic> {
  const { spreadDeg = -1, domains: given = 0, seed = DEFAULT_SEED } = section ?? {};
  const spread = Math.max(0, units.fromDegrees(spreadDeg));
  const domains = domainCount(given, spread);
  checkSampleCount('mosaic domains', domains);
  return {
    value: { spread, domains, rotations: rotations(domains, spread, streamStart(seed, 'the mosaic seed'), angles) },
    warnings: changes(given, spread, domains),
  };
}

function domainCount(given: number, spread: number): number {
  if (spread === 0) return 1;
  return given > 0 ? given : DEFAULT_DOMAINS;
}

function rotations(domains: number, spread: number, seed: number, angles?: Compatibility['angles']): Float64Array {
  const uniform = ran1(seed);
  const matrices = new Float64Array(9 * domains);
  for (let domain = 0; domain < domains; domain++) {
    const drawn = randomRotation(uniform, spread, angles);
    matrices.set(domain === 0 ? vector.IDENTITY : drawn, 9 * domain);
  }
  return matrices;
}

function changes(given: number, spread: number, domains: number): Warning[] {
  if (spread > 0 && given <= 0) {
    return [
      {
        id: 'mosaic-domains',
        message: `a mosaic spread without a number of domains: taking ${domains}; set crystal.mosaic.domains for another number`,
      },
    ];
  }
  if (given > domains) {
    return [
      {
        id: 'mosaic-domains',
        message: `${given} mosaic domains without a spread are all alike: taking ${domains}; set crystal.mosaic.spreadDeg to tell them apart`,
      },
    ];
  }
  return [];
}
