// Every objective. A new one is a new file and one line here.
import { causalLm } from './causalLm.ts'
import { classify } from './classify.ts'
import { cloze } from './cloze.ts'
import { clozeScore } from './clozeScore.ts'
import { distil } from './distil.ts'
import { maskedLm } from './maskedLm.ts'
import type { Objective } from './objective.ts'
import { regress } from './regress.ts'
import { softLabels } from './softLabels.ts'
import { tfidf } from './tfidf.ts'

export const objectives: readonly Objective[] = [
  classify,
  regress,
  cloze,
  clozeScore,
  tfidf,
  softLabels,
  maskedLm,
  causalLm,
  distil,
]
