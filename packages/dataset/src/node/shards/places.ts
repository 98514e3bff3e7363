import { join } from 'node:path';

/** Number of shards in a folder. */
const PER_FOLDER = 1000;

const digits = (n: number): string => String(n).padStart(5, '0');

/** Returns the folder of a shard in the folder of a data set. */
export const shardFolder = (out: string, shard: number): string =>
  join(out, 'shards', digits(Math.floor(shard / PER_FOLDER)));

/** Returns the names of the files of a shard, in its folder. */
export const shardFiles = (shard: number) => ({
  resonet: `compressed${digits(shard)}.h5`,
  nxmx: `shard-${digits(shard)}.nxs`,
  zarr: `shard-${digits(shard)}.zarr`,
  list: `shard-${digits(shard)}.expt`,
  parquet: `labels-${digits(shard)}.parquet`,
  csv: `labels-${digits(shard)}.csv`,
  spots: `spots-${digits(shard)}.parquet`,
  record: `shard-${digits(shard)}.json`,
});
