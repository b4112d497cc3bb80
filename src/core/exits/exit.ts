// What an exit strategy is; so far there is only "none".
import type { z } from 'zod'

export interface Exit<S extends z.ZodType = z.ZodType> {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly claim: string
  readonly schema: S
}
