// Whether a checkpoint that was fine-tuned before already has the head that a run needs.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const headConfig = z.object({
  id2label: z.record(z.string(), z.string()).default({}),
  problem_type: z.string().nullish(),
})

/** Whether the head that `folder`/config.json describes tells exactly `labels` apart, in this order; a number, without labels. */
export async function headFits(folder: string, labels: readonly string[]): Promise<boolean> {
  const { data } = headConfig.safeParse(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')))
  if (!data) return false
  const stored = Object.entries(data.id2label)
  if (labels.length === 0) return data.problem_type === 'regression' && stored.length === 1
  return (
    data.problem_type !== 'regression' &&
    stored.length === labels.length &&
    labels.every((label, i) => data.id2label[String(i)] === label)
  )
}
