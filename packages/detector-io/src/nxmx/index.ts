import { type Codec, codec, parameters } from '@braggsim/core';
import { limitParameters } from '../bytes';
import { nxmxFacts } from './geometry';
import { loadHdf5 } from './hdf5';
import { type NxmxReading, readNxmx } from './reader';
import { type NxmxOptions, nxmxSeries } from './writer';

async function makeNxmx(): Promise<Codec> {
  const hdf5 = await loadHdf5();
  const series = (name: string, params: object) => nxmxSeries(hdf5, name, params as NxmxOptions);
  return codec({
    id: 'nxmx',
    version: 1,
    extensions: ['.nxs', '.h5'],
    about: {
      equation: 'HDF5 with the geometry, the scan and all images of a series',
      citation: 'NeXus application definition NXmx; Bernstein et al. (2020), IUCrJ 7, 784',
    },
    params: {
      ...limitParameters,
      ...parameters({
        image: { type: 'integer', default: 1, min: 1, doc: 'which image to read' },
        dataset: { type: 'text', doc: 'path of the stack of images in the file; found when absent' },
        array: { type: 'text', doc: 'path of an array of two dimensions, such as a mask, to read in place of images' },
        leading: { type: 'numbers', doc: 'indices of the part of that array, where it has further dimensions before' },
        compression: {
          type: 'enum',
          options: ['gzip', 'bslz4', 'none'],
          default: 'gzip',
          doc: 'gzip is read everywhere; bslz4 (bitshuffle, LZ4) needs its plug-in to write and to read',
        },
        imagesPerFile: {
          type: 'integer',
          default: 0,
          min: 0,
          doc: 'images in each data file beside a master file; 0 for everything in one file',
        },
        pixels: {
          type: 'enum',
          options: ['auto', 'int32', 'float32', 'float64'],
          default: 'auto',
          doc: 'type of the pixels; auto stores whole numbers as int32, or float64 where 32 bits do not hold them',
        },
        date: {
          type: 'text',
          doc: 'start time of the series, ISO 8601; a fixed time by default, so that reruns give the same bytes',
        },
        ownWavelengths: {
          type: 'boolean',
          default: false,
          doc: 'whether each image of a series has its own wavelength; by default that of the first image applies to all',
        },
        sensorMaterial: {
          type: 'enum',
          options: ['Si', 'CdTe', 'GaAs'],
          doc: 'material of the sensor; by default that in the metadata of the images, or else Si',
        },
      }),
    },
    encode(image, params) {
      const writer = series('image.nxs', { ...params, imagesPerFile: 0 });
      writer.add(image);
      return writer.finish().flatMap(({ chunks }) => chunks);
    },
    decode: (bytes, params) => readNxmx(hdf5, bytes, Number(params.image ?? 1), params as NxmxReading),
    inspect: (bytes, params) => nxmxFacts(hdf5, bytes, params as NxmxReading),
    series,
  });
}

let made: Promise<Codec> | undefined;

/**
 * Returns the codec of NXmx, the only format of this package with a complete geometry. The HDF5 library is loaded with
 * it.
 */
export const nxmx = (): Promise<Codec> => {
  made ??= makeNxmx();
  return made;
};
