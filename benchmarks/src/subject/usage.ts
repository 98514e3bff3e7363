import { existsSync, readFileSync } from 'node:fs';

/** Resources of the system that some work used. */
export interface Usage {
  readonly contextSwitches: number;
  readonly pageFaults: number;
  /** Time of the processors, of all threads, ms. */
  readonly cpuTime: number;
}

/** Returns the resources that this process has used. */
export function usageSoFar(): Usage {
  const used = process.resourceUsage();
  return {
    contextSwitches: used.voluntaryContextSwitches + used.involuntaryContextSwitches,
    pageFaults: used.minorPageFault + used.majorPageFault,
    cpuTime: (used.userCPUTime + used.systemCPUTime) / 1000,
  };
}

/** Returns the resources used since `before`, divided by a number of repetitions. */
export function usageSince(before: Usage, times: number): Usage {
  const now = usageSoFar();
  return {
    contextSwitches: (now.contextSwitches - before.contextSwitches) / times,
    pageFaults: (now.pageFaults - before.pageFaults) / times,
    cpuTime: (now.cpuTime - before.cpuTime) / times,
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
