// exits.json: what lies in an exported set of layers, and when a text leaves it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { exitRule, type ExitRuleName } from '../../../shared/exits/rules.ts'
import { LabError } from '../../../shared/labError.ts'

export const manifestFile = 'exits.json'

export const exitManifest = z.object({
  version: z.literal(1),
  task: z.enum(['classify', 'regress']),
  /** Class names in index order; empty for numbers. */
  labels: z.array(z.string()),
  /** Tokens of a text at most, special ones included. */
  maxLength: z.number(),
  /** In the order in which they run; each reads what the tokenizer gives and the `next_states` of the one before. */
  layers: z
    .array(
      z.object({
        file: z.string(),
        /** Files with weights that must lie beside it. */
        data: z.array(z.string()),
        inputs: z.array(z.string()),
        outputs: z.array(z.string()),
      }),
    )
    .min(1),
  /** When a text leaves unless another rule is asked for. */
  exit: exitRule,
  /** By less than this two numbers agree, for the rule "patience". */
  agreement: z.number(),
  /** What each rule that these layers allow compares with its threshold. */
  rules: z.record(z.string(), z.string()),
})
export type ExitManifest = z.infer<typeof exitManifest>

/** The rules in a sentence each, for whoever writes a program of their own. */
export const ruleSentences: { readonly [R in ExitRuleName]: string } = {
  entropy: 'leaves where -sum(p ln p) / ln(classes) of p = softmax(logits) is below the threshold',
  probability: 'leaves where the largest of softmax(logits) is at least the threshold',
  patience:
    'leaves where as many layers in a row as the threshold have agreed with the one before them: the same largest logit, or numbers that differ by less than "agreement"',
  certainty: 'leaves where sigmoid(doubt), the learned probability of being wrong, is below the threshold',
}

/** The manifest of an exported set. @throws LabError('export') when the folder has none. */
export async function readManifest(folder: string): Promise<ExitManifest> {
  const path = join(folder, manifestFile)
  try {
    return exitManifest.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new LabError('export', `${path} is missing or does not describe layers.`, { file: path }, cause)
  }
}
