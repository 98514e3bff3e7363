import { inflateRawSync } from 'node:zlib';

/**
 * An HDF5 file with the empty dataset `nominal_mask` of true and false (an enumeration, as h5py writes it), which the library that
 * writes the files cannot create. Made by h5py: create_dataset('nominal_mask', shape=(0, 0), maxshape=(None, None), chunks=(256, 256),
 * dtype=bool, track_times=False, compression='gzip', compression_opts=4) in a file of libver='earliest'.
 */
const TEMPLATE =
  '6/RwcePlkuJiAAEODgYWBgEGZPAfCipYUfkw+QQozQilO6D0CiaYOCNYTgIqLgg1H11dSJCrK0j1fzQAs8eABUJzMIyCkQg8XB0DQHQElA9LTyeYUNXl5edm5iXmxOcmFmcjp0sHMu1lZGCDmMEI42tAaCZGrOrR0y8zUD04/TNBjBDggBnFweDm6BPsCk77oa6wTMQKFAfJMzFDlHEzKIAZjHD7OcA5KiU1LSexJJUBmi2AopAQYWZihmcdRoiRjJSFACoI9vN3YQS7AgIUmEfTJjkAAA==';

/** Returns the bytes of the file that files of Resonet's layout begin as. */
export const resonetTemplate = (): Uint8Array => inflateRawSync(Buffer.from(TEMPLATE, 'base64'));
