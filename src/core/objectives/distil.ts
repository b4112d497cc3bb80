// Distillation: a small model learns what a larger one makes of your texts, token by token (Jiao et al. 2020; Sanh et al. 2019).
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { tokenizeBlocks } from '../tokens/blocks.ts'
import { textPlaces } from '../models/prompt.ts'
import { lexicon } from '../tokens/lexicon.ts'
import { languageModelHead, placesInput, tokenFeeds, tokenLoss } from './languageModel.ts'
import { maskingAsk } from './maskedLm.ts'
import { defineTokenObjective } from './objective.ts'
import { hiddenStateLoss, teacherLayer, teacherTargets, totalWeight, type TeacherStates } from './teacher.ts'

const options = z.object({
  teacher: z.string().default('').meta({
    title: 'Teacher',
    description: 'The larger model to learn from. It is only read, and its vocabulary may be another one.',
    format: 'model',
  }),
  teacherWeight: z.number().positive().max(1000).default(10).meta({
    title: 'Teacher weight',
    description:
      'How much the teacher’s states count beside the hidden words. Larger follows the teacher more.',
  }),
  share: z.number().min(0.01).max(0.8).default(0.15).meta({
    title: 'Mask share',
    description:
      'Share of the tokens that are hidden from the student and to be filled in, as in pre-training.',
  }),
})

export const distil = defineTokenObjective({
  kind: 'tokens',
  id: 'distil',
  title: 'Distillation',
  summary: 'Teaches a small model to see in your texts what a larger one sees. No labels needed.',
  claim: 'Smaller models: a student keeps most of what its teacher knows at a fraction of the size.',
  tuning: 'full',
  languageModel: 'masked',
  schema: options,
  for: ({ teacherWeight, share }, language) => {
    const { model, tokenizer, teacher } = language
    if (!teacher)
      throw new LabError(
        'option',
        'Distillation needs a teacher that is on this machine. Choose the model to learn from (option distil.teacher).',
        { option: 'distil.teacher' },
      )
    const known = lexicon(tokenizer)
    const ask = maskingAsk(language, known, { share, wholeWords: false })
    const head = languageModelHead(model)
    return {
      kind: 'tokens',
      rows: (examples, length) => tokenizeBlocks(examples, tokenizer, length, known.isText),
      criterion: { name: 'loss', larger: false },
      perplexity: false,
      loss: (c, student, rates) => {
        const states = student.encode(c, rates, textPlaces(c)).at(-1)!
        const hidden = tokenLoss(c, student, c.g.embed(states, placesInput(c)))
        return c.g.add(hidden, hiddenStateLoss(c, states, teacher.width))
      },
      pieces: async (batch, rng) => {
        const asks = batch.map((rows) => ask(rows, rng))
        const hidden = asks.reduce((sum, { places }) => sum + places.length, 0)
        // The teacher sees the rows whole: where a token is hidden, its state tells what was there.
        const seen: TeacherStates[] = []
        for (const rows of batch) seen.push(await teacher.read(rows))
        const total = seen.reduce((sum, states) => sum + totalWeight(states), 0)
        return {
          asked: hidden,
          pieces: asks.map((asked, i) => ({
            rows: asked.rows,
            feeds: {
              ...tokenFeeds(asked, hidden),
              ...teacherTargets(seen[i]!, teacher.width, total, teacherWeight),
            },
            dims: { K: asked.places.length },
          })),
        }
      },
      isHead: (name) => head.has(name) || name.startsWith(`${teacherLayer}.`),
    }
  },
})
