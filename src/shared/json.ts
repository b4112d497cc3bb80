// Whatever JSON can say.
import { z } from 'zod'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export const json: z.ZodType<Json, Json> = z.json()
