import { existsSync, readFileSync } from 'node:fs';

/** What the system did for a piece of work. */
export interface Usage {
  readonly contextSwitches: number;
  readonly pageFaults: number;
}

export function usageSoFar(): Usage {
  const { voluntaryContextSwitches, involuntaryContextSwitches, minorPageFault, majorPageFault } =
    process.resourceUsage();
  return {
    contextSwitches: voluntaryContextSwitches + involuntaryContextSwitches,
    pageFaults: minorPageFault + majorPageFault,
  };
}

/** Share of each of `times` repetitions in what was used since `before`. */
export function usageSince(before: Usage, times: number): Usage {
  const now = usageSoFar();
  return {
    contextSwitches: (now.contextSwitches - before.contextSwitches) / times,
    pageFaults: (now.pageFaults - before.pageFaults) / times,
  };
}

const LINUX_STATUS = '/proc/self/status';

/** Bytes. On Linux `maxRSS` begins at what the parent process held, so that the kernel's own mark is read there. */
export function peakMemory(): number {
  const status = existsSync(LINUX_STATUS) ? readFileSync(LINUX_STATUS, 'utf8') : '';
  const mark = /^VmHWM:\s+(\d+) kB$/m.exec(status);
  return 1024 * (mark ? Number(mark[1]) : process.resourceUsage().maxRSS);
}
