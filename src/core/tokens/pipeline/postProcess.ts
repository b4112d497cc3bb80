// The post-processor of a tokenizer.json: where the special tokens go around one text or two, and each token's segment.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import { make, part, type Part } from './part.ts'

/** Token ids with their segments: 0 for the first text, 1 for the second, or as the model wants it. */
export interface Surrounded {
  readonly ids: readonly number[]
  readonly types: readonly number[]
}

export type PostProcessor = (first: readonly number[], second: readonly number[] | null) => Surrounded

/** @throws LabError('tokenizer') for a post-processor that Lathe does not know. */
export function postProcessor(config: unknown): PostProcessor {
  return config === null ? plain : make('post-processor', kinds, config)
}

const kinds: Readonly<Record<string, (config: Part) => PostProcessor>> = {
  BertProcessing: (config) => {
    const { cls, sep } = ends.parse(config)
    return (a, b) => joined([[[cls, ...a, sep], 0], b && [[...b, sep], 1]])
  },
  // It only moves the places of tokens in the text, which Lathe does not use.
  ByteLevel: () => plain,
  // Two separators between the texts, and one segment
  RobertaProcessing: (config) => {
    const { cls, sep } = ends.parse(config)
    return (a, b) => joined([[[cls, ...a, sep], 0], b && [[sep, ...b, sep], 0]])
  },
  Sequence: (config) => {
    const { processors } = z.object({ processors: z.array(part) }).parse(config)
    const acting = processors.filter(({ type }) => type !== 'ByteLevel')
    if (acting.length > 1)
      throw new LabError(
        'tokenizer',
        `This tokenizer has several post-processors in a row (${acting.map(({ type }) => type).join(', ')}), which Lathe cannot apply.`,
      )
    return postProcessor(acting[0] ?? null)
  },
  TemplateProcessing: (config) => {
    const { single, pair, special_tokens } = template.parse(config)
    const fill = (
      items: readonly Item[],
      texts: Readonly<Record<'A' | 'B', readonly number[]>>,
    ): Surrounded =>
      joined(
        items.map((item): Stretch => {
          if ('Sequence' in item) return [texts[item.Sequence.id], item.Sequence.type_id]
          const { id, type_id } = item.SpecialToken
          const token = special_tokens[id]
          if (token) return [token.ids, type_id]
          throw new LabError(
            'tokenizer',
            `The tokenizer's template names "${id}", which it does not explain.`,
          )
        }),
      )
    return (a, b) => fill(b ? pair : single, { A: a, B: b ?? [] })
  },
}

const ends = z.object({
  cls: z.tuple([z.string(), z.number()]).transform(([, id]) => id),
  sep: z.tuple([z.string(), z.number()]).transform(([, id]) => id),
})

const item = z.union([
  z.object({ Sequence: z.object({ id: z.enum(['A', 'B']), type_id: z.number() }) }),
  z.object({ SpecialToken: z.object({ id: z.string(), type_id: z.number() }) }),
])
type Item = z.infer<typeof item>

const template = z.object({
  single: z.array(item),
  pair: z.array(item),
  special_tokens: z.record(z.string(), z.object({ ids: z.array(z.number()) })),
})

/** The texts as they are, one after the other. */
const plain: PostProcessor = (a, b) => joined([[a, 0], b && [b, 1]])

type Stretch = readonly [ids: readonly number[], type: number]

function joined(stretches: readonly (Stretch | null)[]): Surrounded {
  const there = stretches.filter((s) => s !== null)
  return {
    ids: there.flatMap(([ids]) => ids),
    types: there.flatMap(([ids, type]) => ids.map(() => type)),
  }
}
