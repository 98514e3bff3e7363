import { units, vector, type Warning } from '@braggsim/core';
import type { Compatibility, Mosaic, WithWarnings } from '@braggsim/core/derived';
import { ran1 } from '@braggsim/core/random';
import { checkSampleCount } from './limits';
import { distributedDomains, isDistributed, type MosaicSurroundings } from './mosaic-distribution';
import { randomRotation } from './rotation';
import type { CrystalSection } from './sections';
import { streamStart } from './seed';

const DEFAULT_SEED = 12345678;
const DEFAULT_DOMAINS = 10;

/**
 * Resolves the mosaic domains and their rotations: random ones, of which the first is not rotated though its deviates
 * are drawn; those that sample a Gaussian distribution; or those of a file.
 *
 * @param compatibility compatibility options; correct physics where one is absent
 * @throws BraggsimError (`usage`) when the seed is out of range, for fields that contradict each other, and for more
 * than `MAX_SAMPLES` domains
 */
export function resolveMosaic(
  section: CrystalSection['mosaic'],
  { angles }: Partial<Compatibility> = {},
  surroundings: MosaicSurroundings = {},
): WithWarnings<Mosaic> {
  const { spreadDeg = -1, domains: given = 0, seed = DEFAULT_SEED } = section ?? {};
  if (isDistributed(section, surroundings)) {
    const wanted = given > 0 ? given : DEFAULT_DOMAINS;
    checkSampleCount('mosaic domains', wanted);
    const value = distributedDomains(section ?? {}, wanted, surroundings);
    return { value, warnings: section?.file === undefined ? changes(given, value.domains > 1, value.domains) : [] };
  }
  const spread = Math.max(0, units.fromDegrees(spreadDeg as number));
  const domains = domainCount(given, spread);
  checkSampleCount('mosaic domains', domains);
  return {
    value: { spread, domains, rotations: rotations(domains, spread, streamStart(seed, 'the mosaic seed'), angles) },
    warnings: changes(given, spread > 0, domains),
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

function changes(given: number, spreads: boolean, domains: number): Warning[] {
  if (spreads && given <= 0) {
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
