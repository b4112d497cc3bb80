import type { OperatingPoint } from '../../../../shared/exits/operatingPoints.ts'
import { ruleWords } from '../../../../shared/exits/ruleWords.ts'
import type { SavedPoint } from '../../../charts/SavedChart.tsx'

/** An operating point as charts draw it. */
export const placed = ({ rule, saved, score }: OperatingPoint): SavedPoint => ({
  saved,
  score,
  note: ruleWords(rule),
})
