// Every tuning method. A new one is a new file and one line here.
import { adapter } from './adapter.ts'
import { bitfit } from './bitfit.ts'
import { full } from './full.ts'
import { head } from './head.ts'
import { ia3 } from './ia3.ts'
import { lora } from './lora.ts'
import { none } from './none.ts'
import { prefix } from './prefix.ts'
import { pTuningV2 } from './pTuningV2.ts'
import { softPrompt } from './softPrompt.ts'
import type { Tuning } from './tuning.ts'

export const tunings: readonly Tuning[] = [
  lora,
  adapter,
  ia3,
  bitfit,
  prefix,
  pTuningV2,
  softPrompt,
  full,
  head,
  none,
]
