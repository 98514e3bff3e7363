import { isBraggsimError } from '@braggsim/core';
import type { OpenedInputs } from '../simulate/inputs';
import type { RefineAnswer, RefineMessage } from './messages';
import { offeredOf, refineImage } from './refinement';

let opened: OpenedInputs = new Map();

const answer = (message: RefineAnswer): void => postMessage(message);

addEventListener('message', async ({ data }: MessageEvent<RefineMessage>) => {
  if ('files' in data) {
    opened = data.files;
    return;
  }
  const { id, experiment } = data;
  try {
    if (data.kind === 'offer') answer({ id, offered: await offeredOf(experiment, opened) });
    else {
      const onEvaluation = (evaluation: Extract<RefineAnswer, { evaluation: unknown }>['evaluation']): void =>
        answer({ id, evaluation });
      answer({ id, refinement: await refineImage(experiment, opened, data.image, onEvaluation) });
    }
  } catch (error) {
    answer({ id, problem: isBraggsimError(error) ? error.message : `the refinement failed: ${error}` });
  }
});
