// Every objective. A new one is a new file and one line here.
import { classify } from './classify.ts'
import type { Objective } from './objective.ts'
import { regress } from './regress.ts'

export const objectives: readonly Objective[] = [classify, regress]
