import { dataError, EXIT_CODES, unconverged } from '@braggsim/core';

/**
 * Checks that all shots of a run were refined, once their outputs are written.
 *
 * @param codes exit code of each shot
 * @param dryRun whether the refinement was only forecast
 * @throws BraggsimError (`data`) where a shot could not be read or refined, and otherwise (`unconverged`) where a refinement
 * stopped early or does not explain the pixels
 */
export function requireRefined(codes: readonly number[], dryRun = false): void {
  const failed = codes.filter((code) => code === EXIT_CODES.data).length;
  const unfinished = codes.filter((code) => code === EXIT_CODES.unconverged).length;
  const of = codes.length === 1 ? 'the shot' : `of ${codes.length} shots`;
  if (failed > 0)
    throw dataError(codes.length === 1 ? `${of} could not be refined` : `${failed} ${of} could not be read or refined`);
  if (unfinished > 0) {
    const which = codes.length === 1 ? of : `${unfinished} ${of}`;
    throw unconverged(
      dryRun
        ? `${which} would not be refined: there are too few boxes or pixels`
        : `${which} stopped early or does not explain the pixels; the outputs are written, and the report says why`,
    );
  }
}
