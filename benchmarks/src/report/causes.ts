/** What missed its target. */
export interface Miss {
  readonly what: string;
  readonly workload: string;
  readonly precision: string;
  readonly code: string;
}

/** Why a target was missed, as profiles and experiments have shown. The first that fits counts. */
interface Cause {
  readonly what?: string;
  readonly workload?: RegExp;
  readonly code?: RegExp;
  readonly precision?: RegExp;
  readonly cause: string;
}

const CAUSES: readonly Cause[] = [];

/** The known cause of a miss. */
export function causeOf({ what, workload, code, precision }: Miss): string {
  const known = CAUSES.find(
    (one) =>
      (one.what ?? what) === what &&
      (one.workload?.test(workload) ?? true) &&
      (one.code?.test(code) ?? true) &&
      (one.precision?.test(precision) ?? true),
  );
  return known?.cause ?? 'the cause is not known';
}
