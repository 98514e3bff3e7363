import { existsSync, readFileSync } from 'node:fs';

/** Resources of the system that some work used. */
export interface Usage {
  readonly contextSwitches: number;
  readonly pageFaults: number;
}

/** Returns the resources that this process has used. */
export function usageSoFar(): Usage {
  const { voluntaryContextSwitches, involuntaryContextSwitches, minorPageFault, majorPageFault } =
    process.resourceUsage();
  return {
    contextSwitches: voluntaryContextSwitches + involuntaryContextSwitches,
    pageFaults: minorPageFault + majorPageFault,
  };
}

/** Returns the resources used since `before`, divided by a number of repetitions. */
export function usageSince(before: Usage, times: number): Usage {
  const now = usageSoFar();
  return {
    contextSwitches: (now.contextSwitches - before.contextSwitches) / times,
    pageFaults: (now.pageFaults - before.pageFaults) / times,
  };
}

const LINUX_STATUS = '/proc/self/status';

/**
 * Returns the peak memory of this process, bytes. On Linux it is read from the status of the process, because `maxRSS` starts
 * at the memory of the parent process.
 */
export function peakMemory(): number {
  const status = existsSync(LINUX_STATUS) ? readFileSync(LINUX_STATUS, 'utf8') : '';
  const mark = /^VmHWM:\s+(\d+) kB$/m.exec(status);
  return 1024 * (mark ? Number(mark[1]) : process.resourceUsage().maxRSS);
}
