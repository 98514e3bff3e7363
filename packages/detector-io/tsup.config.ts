import { withNode } from '../../tsup.config';

export default withNode(
  {
    index: 'src/index.ts',
    geometry: 'src/geometry-files/index.ts',
    conversions: 'src/conversions.ts',
    masks: 'src/masks/index.ts',
    tiff: 'src/tiff.ts',
  },
  { 'hdf5-worker': 'src/node/hdf5-worker.ts' },
);
