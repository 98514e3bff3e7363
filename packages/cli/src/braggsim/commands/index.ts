import type { Command, CommandRegistry } from '../../terminal/subcommand';

export const commands: CommandRegistry = new Map<string, () => Promise<Command>>([
  ['simulate', async () => (await import('./simulate')).simulate],
  ['explain', async () => (await import('./explain')).explain],
  ['refine', async () => (await import('./refine')).refine],
  ['dataset', async () => (await import('./dataset')).dataset],
  ['compare', async () => (await import('./compare')).compare],
  ['stats', async () => (await import('./stats')).stats],
  ['convert', async () => (await import('./convert')).convert],
  ['fcalc', async () => (await import('./fcalc')).fcalc],
  ['reflections', async () => (await import('./reflections')).reflections],
  ['noise', async () => (await import('./noise')).noise],
  ['background', async () => (await import('./background')).background],
  ['spectrum', async () => (await import('./spectrum')).spectrum],
  ['orient', async () => (await import('./orient')).orient],
  ['view', async () => (await import('./view')).view],
  ['devices', async () => (await import('./devices')).devices],
  ['init', async () => (await import('./init')).init],
  ['completion', async () => (await import('./completion')).completion],
]);
