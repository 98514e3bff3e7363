import { units, usageError, type Warning } from '@braggsim/core';
import { type Compatibility, resolveCompatibility, type Sensor, type WithWarnings } from '@braggsim/core/derived';
import { requireWhole } from './checks';
import type { SensorSection } from './sections';

const DEFAULT_LAYERS = 2;
/** Largest number of layers: each takes the time of a whole image. */
const MAX_LAYERS = 10_000;

/**
 * Resolves the layers of a thick sensor (m, 1/m). Without a thickness there is one layer of depth zero.
 *
 * @param compatibility compatibility options; correct physics where one is absent
 * @throws BraggsimError (`usage`) for negative lengths and for more than 10,000 layers
 */
export function resolveSensor(
  section: SensorSection = {},
  compatibility: Partial<Compatibility> = {},
): WithWarnings<Sensor> {
  const { emptySensor, sensorLayers } = resolveCompatibility('corrected', compatibility);
  const warnings: Warning[] = [];
  const thickness = length('thicknessUm', section.thicknessUm ?? 0);
  const depth = section.absorptionDepthUm;
  const attenuation = depth === undefined ? null : depth === 'inf' ? 0 : perLength(length('absorptionDepthUm', depth));
  requireWhole('detector.sensor.layers', section.layers === undefined ? [] : [section.layers]);
  const asked = section.layers !== undefined && section.layers > 0 ? section.layers : undefined;
  if (asked !== undefined && asked > MAX_LAYERS) {
    throw usageError(
      `detector.sensor.layers is at most ${MAX_LAYERS}, not ${asked}: each layer takes the time of an image`,
    );
  }

  const none = (attenuation: number | null): WithWarnings<Sensor> => ({
    value: { thickness: 0, layers: 1, layerStep: 0, attenuation },
    warnings,
  });
  if (thickness === 0) {
    if (asked !== undefined || (attenuation ?? 0) > 0) {
      warnings.push({
        id: 'sensor-without-thickness',
        message:
          'detector.sensor.layers and absorptionDepthUm have no effect without detector.sensor.thicknessUm: every photon is counted at the front face',
      });
    }
    return none(attenuation);
  }
  if (attenuation === 0) {
    const transparent = emptySensor === 'transparent';
    warnings.push({
      id: 'sensor-absorbs-nothing',
      message: `a sensor of ${section.thicknessUm} um that absorbs nothing ${transparent ? 'is left out: every photon is counted' : 'records nothing: the image is black'}; give detector.sensor.absorptionDepthUm`,
    });
    if (transparent) return none(0);
  }
  if (attenuation === null) {
    warnings.push({
      id: 'sensor-absorption-assumed',
      message: `detector.sensor.absorptionDepthUm is not given: ${section.thicknessUm} um, the thickness of the sensor, is taken`,
    });
  }

  const { layers, layerStep } = layersOf(thickness, asked, sensorLayers);
  if (asked !== undefined && layers !== asked) {
    warnings.push({
      id: 'sensor-layers-changed',
      message: `detector.sensor.layers (${asked}) became ${layers}: layers lie between steps, which takes two`,
    });
  }
  return {
    value: { thickness, layers, layerStep, attenuation: attenuation ?? 1 / thickness },
    warnings,
  };
}

function layersOf(thickness: number, asked: number | undefined, rule: Compatibility['sensorLayers']) {
  if (rule === 'exact') {
    const layers = asked ?? DEFAULT_LAYERS;
    return { layers, layerStep: thickness / layers };
  }
  if (asked === undefined) return { layers: DEFAULT_LAYERS, layerStep: thickness / DEFAULT_LAYERS };
  const layers = Math.max(asked, 2);
  return { layers, layerStep: thickness / (layers - 1) };
}

/**
 * Converts an absorption depth (m) to an attenuation coefficient (1/m); a depth of zero means the same as an infinite
 * one.
 */
const perLength = (depth: number): number => (depth === 0 ? 0 : 1 / depth);

function length(field: 'thicknessUm' | 'absorptionDepthUm', um: number): number {
  if (um >= 0 && Number.isFinite(um)) return units.fromUm(um);
  throw usageError(`detector.sensor.${field} must be zero or more (um), found ${um}; leave it out for no sensor model`);
}
