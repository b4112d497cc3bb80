// Every peft_type that Lathe writes and reads. A new one is a new file and one line here.
import { ia3Type } from './ia3.ts'
import { loraType } from './lora.ts'
import type { PeftType } from './peftType.ts'
import { prefixTuningType } from './prefixTuning.ts'
import { promptTuningType } from './promptTuning.ts'

export const peftTypes: readonly PeftType[] = [loraType, ia3Type, prefixTuningType, promptTuningType]

/** The type that holds what a tuning trains, if there is one. */
export const peftTypeOf = (tuning: string): PeftType | undefined =>
  peftTypes.find(({ tunings }) => tunings.includes(tuning))
