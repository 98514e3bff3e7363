import type { ImageMetadata } from '@braggsim/core/derived';

/** A sensor of some depth. */
export interface KnownSensor {
  /** Chemical formula; undefined where nothing says it. */
  readonly material: string | undefined;
  /** m */
  readonly thickness: number;
  /** Attenuation coefficient, 1/m; undefined where nothing says it. */
  readonly attenuation: number | undefined;
}

/**
 * The sensor that files of an image name: that which was simulated, or else that of the file which it came from. Undefined for
 * none: readers correct spot positions for the depth of any sensor that a file names.
 */
export function sensorOf({ detector, instrument = {} }: ImageMetadata): KnownSensor | undefined {
  const { thickness, attenuation } = detector.sensor;
  const material = instrument.sensorMaterial;
  if (thickness > 0) return { material, thickness, attenuation };
  const known = instrument.sensorThickness;
  return known !== undefined && known > 0 ? { material, thickness: known, attenuation: undefined } : undefined;
}
