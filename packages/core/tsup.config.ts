import { withNode } from '../../tsup.config';

export default withNode({
  index: 'src/index.ts',
  kernel: 'src/entries/kernel.ts',
  band: 'src/band.ts',
  plans: 'src/plans.ts',
  derived: 'src/entries/derived.ts',
  text: 'src/entries/text.ts',
  fft: 'src/fft/index.ts',
  'form-factors': 'src/form-factors/index.ts',
  cif: 'src/cif.ts',
  xparm: 'src/xparm.ts',
  random: 'src/random/index.ts',
});
