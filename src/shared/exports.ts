// How a trained model leaves the laboratory.
import { z } from 'zod'

/** How a trained model leaves. */
export const exportFormats = ['peft', 'adapterHub', 'merged', 'onnx', 'onnxExits'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const exportResult = z.object({
  folder: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number() })),
  bytes: z.number(),
  /** The read-back check by an independent path. */
  check: z.object({
    rows: z.number(),
    same: z.number(),
    largestDifference: z.number(),
    sentence: z.string(),
  }),
  download: z
    .string()
    .nullable()
    .meta({ description: 'Where a browser fetches it as one file (Node host only)' }),
})
export type ExportResult = z.infer<typeof exportResult>
