// The machine that a host runs on, and the files that it may read.
import { z } from 'zod'
import { deviceNames } from './run.ts'

export const deviceInfo = z.object({
  name: z.enum(deviceNames),
  title: z.string(),
  available: z.boolean(),
  reason: z.string().meta({ description: 'Why it is not available; empty where it is' }),
})
export type DeviceInfo = z.infer<typeof deviceInfo>

/** A file the host may read: a path that a drop or a dialog gave (desktop) or an upload's id (Node host). */
export const fileRef = z.object({ ref: z.string(), name: z.string() })
export type FileRef = z.infer<typeof fileRef>
