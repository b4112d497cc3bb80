// Runs that learned from texts alone: they label nothing, and are there to be fine-tuned.
import type { RunInfo } from '../../shared/runInfo.ts'

/** A model that goes on with a text. */
export const writes = ({ spec }: Pick<RunInfo, 'spec'>): boolean => spec.objective.id === 'causalLm'

export const isLanguageModel = ({ spec }: Pick<RunInfo, 'spec'>): boolean =>
  ['maskedLm', 'causalLm', 'distil'].includes(spec.objective.id)

/** A model that leaves with the head of its pre-training: it predicts words, or answers prompts by them. */
export const keepsLanguageHead = (run: Pick<RunInfo, 'spec'>): boolean =>
  isLanguageModel(run) || ['cloze', 'clozeScore'].includes(run.spec.objective.id)
