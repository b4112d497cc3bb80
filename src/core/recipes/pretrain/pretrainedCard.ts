// README.md of a model that Lathe pre-trained: what it saw, for how long, how well it predicts, and what it is not.
import { basename } from 'node:path'
import type { PretrainOptions } from './options.ts'

export interface PretrainedFacts {
  readonly step: number
  readonly seconds: number
  /** Nats per hidden token. */
  readonly heldOutLoss: number
  readonly corpusTokens: number
  readonly parameters: number
}

/** The card in Markdown. */
export function pretrainedCard(title: string, options: PretrainOptions, facts: PretrainedFacts): string {
  const { layers, hidden, heads, vocabularySize, maxPositions, maskShare, learningRate, batchTokens, steps } =
    options
  const teacher = options.teacher === '' ? null : basename(options.teacher)
  const text = options.files
    .map((file) => basename(file))
    .map((name) => {
      const copies = options.copies[name] ?? 1
      return copies === 1 ? name : `${name} (${copies} times)`
    })
  const { step, seconds, heldOutLoss, corpusTokens, parameters } = facts
  const millions = (n: number): string => `${(n / 1e6).toFixed(1)} million`
  return `# ${title}

A BERT (${layers} layers, width ${hidden}, ${heads} heads, ${vocabularySize} word pieces, rows of up to ${maxPositions} tokens,
${millions(parameters)} parameters), pre-trained with \`lathe pretrain\` as a masked language model.

| | |
| --- | --- |
| Text | ${text.join(', ')} |
| Tokens of text | ${millions(corpusTokens)} |
| Tokens seen | ${millions(step * batchTokens)}, ${Math.round(maskShare * 100)} % of them hidden |
| Steps | ${step} of ${steps}, ${batchTokens} tokens each |
| Time | ${Math.round(seconds / 60)} minutes |
| Learning rate | ${learningRate} at its peak, cosine decay |
| Teacher | ${teacher === null ? 'none' : `the last hidden states of ${teacher}, with weight ${options.teacherWeight} beside the hidden tokens`} |
| Start | ${startOf(options)} |
| Loss on held-out text | ${heldOutLoss.toFixed(3)} nats per hidden token |
| Perplexity on held-out text | ${Math.exp(heldOutLoss).toFixed(0)} |
| Seed | ${options.seed} |

Nobody trained the pooler: it is the identity, so that a head sees the first token as it is.
`
}

function startOf({ from, teacher }: PretrainOptions): string {
  if (from !== '') return `the weights of ${basename(from)}, its layers repeated`
  const words =
    teacher === ''
      ? "the text's own co-occurrences (positive PMI, truncated SVD)"
      : 'what the teacher says of each word alone (principal components)'
  return `word embeddings from ${words}; the rest random`
}
