// Every exit strategy. A new one is a new file and one line here.
import { z } from 'zod'
import { alternating } from './alternating.ts'
import type { Exit } from './exit.ts'
import { joint } from './joint.ts'
import { selfDistil } from './selfDistil.ts'
import { twoStage } from './twoStage.ts'
import { weighted } from './weighted.ts'

const none: Exit = {
  id: 'none',
  title: 'No early exit',
  summary: 'Every text goes through all layers.',
  claim: 'Simple texts take as long as hard ones.',
  schema: z.object({}),
}

export const exits: readonly Exit[] = [none, twoStage, joint, alternating, weighted, selfDistil]
