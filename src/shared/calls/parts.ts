// What several calls take or give.
import { z } from 'zod'

export const nothing = z.object({})

export const done = z.object({ ok: z.literal(true) })

export const id = z.object({ id: z.string() })

export const page = {
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
}
