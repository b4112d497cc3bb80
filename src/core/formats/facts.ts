// lathe.json: what was trained, on what, how well, and whether the export was checked. It lies in every export.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { exportFormats } from '../../shared/exports.ts'
import { exitRule } from '../../shared/exits/rules.ts'
import { LabError } from '../../shared/labError.ts'
import { runSpec, scores, splitNames } from '../../shared/run.ts'
import { writeFileAtomic, writeJsonAtomic } from '../files/atomic.ts'
import { runFile } from '../training/method.ts'
import { modelCard } from './modelCard.ts'

export const factsFile = 'lathe.json'

export const exportFacts = z.object({
  version: z.literal(1),
  format: z.enum(exportFormats),
  name: z.string(),
  /** A Hub id, or the name of a model that lies elsewhere. */
  baseModel: z.string(),
  /** What the base is called, and under which licence it stands. */
  baseTitle: z.string().optional(),
  licence: z.string().optional(),
  task: z.enum(['classify', 'regress', 'maskedLm', 'causalLm']),
  /** Whether the model reads token types, which its tokenizer may have to be asked for. */
  tokenTypes: z.boolean().optional(),
  /** Class names in index order; empty where the task has no classes. */
  labels: z.array(z.string()),
  dataset: z.object({ name: z.string(), hash: z.string() }),
  run: runSpec,
  /** The LoRAs that it was made of. */
  parts: runFile.shape.parts,
  /** Set where the classifier reads a text's last token, which transformers finds by the padding after it. */
  padding: z.boolean().optional(),
  /** When texts leave a set of layers. */
  exit: exitRule.optional(),
  scores: z.partialRecord(z.enum(splitNames), scores),
  trainableParameters: z.number(),
  totalParameters: z.number(),
  check: z.object({
    rows: z.number(),
    same: z.number(),
    largestDifference: z.number(),
    sentence: z.string(),
  }),
})
export type ExportFacts = z.infer<typeof exportFacts>

/** Writes lathe.json and README.md to an export's folder. */
export async function writeFacts(folder: string, facts: ExportFacts): Promise<void> {
  await writeJsonAtomic(join(folder, factsFile), facts)
  await writeFileAtomic(join(folder, 'README.md'), modelCard(facts))
}

/** The facts of an export. @throws LabError('export') when the folder is no export of Lathe. */
export async function readFacts(folder: string): Promise<ExportFacts> {
  const path = join(folder, factsFile)
  try {
    return exportFacts.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new LabError(
      'export',
      `${path} is missing or does not describe an export of Lathe.`,
      { file: path },
      cause,
    )
  }
}
