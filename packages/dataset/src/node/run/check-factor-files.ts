import { BraggsimError, isBraggsimError } from '@braggsim/core';
import { checkStructureFactorFile } from '@braggsim/experiment/node';
import type { Plan } from '../../plan/plan';
import { endsOf } from './check-draws';

/** Fields that name what structure factors are read or calculated from. */
const SECTION = 'structureFactors.';
const NAMED = ['model', 'file'] as const;

/**
 * Reads the models and lists of structure factors that a plan names, each once, so that one that is wrong does not end the run at the
 * shot that draws it.
 *
 * @throws BraggsimError naming all that cannot be used
 */
export async function checkFactorFiles(plan: Plan): Promise<void> {
  const { structureFactors = {} } = plan.experiment;
  const drawn = endsOf(plan).filter(([path]) => path.startsWith(SECTION));
  const isOther = ([path]: readonly [string, unknown]) => !NAMED.some((field) => path === SECTION + field);
  // Structure factors by energy have parts, which are read together; and how a file is read may differ from shot to shot.
  if (structureFactors.anomalous || structureFactors.channels || drawn.some(isOther)) return;
  const problems: BraggsimError[] = [];
  for (const field of NAMED) {
    const varied = plan.vary[SECTION + field];
    // What every shot replaces is not read.
    const own = varied?.when.length === 0 ? [] : [structureFactors[field]];
    const values = drawn.flatMap(([path, value]) => (path === SECTION + field ? [value] : []));
    for (const name of new Set([...own, ...values])) {
      if (typeof name !== 'string') continue;
      const { model: _, file: __, ...others } = structureFactors;
      try {
        await checkStructureFactorFile({ structureFactors: { ...others, [field]: name } });
      } catch (error) {
        if (!isBraggsimError(error)) throw error;
        problems.push(error);
      }
    }
  }
  const [first] = problems;
  if (first) throw new BraggsimError(first.tag, { message: problems.map(({ message }) => message).join('\n') });
}
