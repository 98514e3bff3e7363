import { describeDamage } from '@braggsim/testkit/suites';
import { imageOf, panelsImage } from '../fixture';
import { openIsolated } from '../node';
import { nxmx } from './index';

const counts = Int32Array.from({ length: 35 }, (_, i) => (i % 3 === 0 ? -1 : 1) * Math.round(2.2 ** (i % 27)));
const floats = Float32Array.from({ length: 35 }, (_, i) => 1.5 ** (i - 10));

describeDamage(await nxmx(), {
  images: { counts: imageOf(counts, 5, 7), floats: imageOf(floats, 5, 7), panels: panelsImage() },
  mutations: 3,
  // The HDF5 library loops forever on one of some hundreds of damaged files.
  isolated: async (file) => {
    const { decode, close } = openIsolated(file.slice(), { seconds: 5, memoryMiB: 256 });
    return decode({}).finally(close);
  },
});
