import type { ImageMetadata } from '@braggsim/core/derived';

/** A sensor of known thickness. */
export interface KnownSensor {
  /** Chemical formula; undefined where it is unknown. */
  readonly material: string | undefined;
  /** Thickness (m). */
  readonly thickness: number;
  /** Attenuation coefficient (1/m); undefined where it is unknown. */
  readonly attenuation: number | undefined;
}

/**
 * Returns the sensor that an image file names: the one that was simulated, or else the one of the source file.
 * Undefined for none, since readers correct spot positions for the thickness of any sensor that a file names.
 */
export function sensorOf({ detector, instrument = {} }: ImageMetadata): KnownSensor | undefined {
  const { thickness, attenuation } = detector.sensor;
  const material = instrument.sensorMaterial;
  if (thickness > 0) return { material, thickness, attenuation: attenuation ?? undefined };
  const known = instrument.sensorThickness;
  return known !== undefined && known > 0 ? { material, thickness: known, attenuation: undefined } : undefined;
}
