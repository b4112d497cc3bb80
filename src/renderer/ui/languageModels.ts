// Runs that learned from texts alone: they label nothing, and are there to be fine-tuned.
import type { RunInfo } from '../../shared/contract.ts'

export const isLanguageModel = ({ spec }: Pick<RunInfo, 'spec'>): boolean =>
  ['maskedLm', 'causalLm', 'distil'].includes(spec.objective.id)
