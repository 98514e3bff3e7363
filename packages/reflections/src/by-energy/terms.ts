import type { Term } from '@braggsim/core';
import { anomalousOne, anomalousParts } from './anomalous';
import { amplitudeChannels } from './channels';

/** The structure terms whose amplitudes depend on energy. */
export const termsByEnergy = [anomalousOne, anomalousParts, amplitudeChannels] as unknown as readonly Term[];
