// The options of pre-training.
import { z } from 'zod'

export const pretrainOptions = z
  .object({
    files: z.array(z.string()).min(1).meta({
      title: 'Text files',
      description: '.txt or .txt.gz, UTF-8, documents separated by blank lines.',
    }),
    vocabularySize: z.number().int().min(1000).max(60_000).default(12_000).meta({
      title: 'Vocabulary',
      description:
        'Number of word pieces. Larger keeps more words whole and costs a row of the embedding each.',
    }),
    layers: z
      .number()
      .int()
      .min(1)
      .max(48)
      .default(4)
      .meta({ title: 'Layers', description: 'Depth of the encoder.' }),
    hidden: z
      .number()
      .int()
      .min(16)
      .max(2048)
      .default(256)
      .meta({ title: 'Hidden size', description: 'Width of the hidden states.' }),
    heads: z
      .number()
      .int()
      .min(1)
      .max(64)
      .default(4)
      .meta({ title: 'Heads', description: 'Attention heads; they share the hidden size.' }),
    maxPositions: z
      .number()
      .int()
      .min(32)
      .max(2048)
      .default(256)
      .meta({ title: 'Positions', description: 'Longest row in tokens.' }),
    steps: z.number().int().min(1).default(16_000).meta({ title: 'Steps', description: 'Optimizer steps.' }),
    batchTokens: z
      .number()
      .int()
      .min(64)
      .default(1024)
      .meta({ title: 'Tokens per step', description: 'Size of a batch in tokens.' }),
    maskShare: z
      .number()
      .min(0.05)
      .max(0.6)
      .default(0.2)
      .meta({ title: 'Mask share', description: 'Share of the tokens to predict.' }),
    copies: z.record(z.string(), z.number().int().min(1).max(100)).default({}).meta({
      title: 'Copies',
      description: 'How often a file counts in training, by its name, where it is not once.',
    }),
    from: z.string().default('').meta({
      title: 'Grow from',
      description:
        'A model that was pre-trained before, by id or folder. Its vocabulary and sizes are taken; more layers repeat its own.',
    }),
    teacher: z.string().default('').meta({
      title: 'Teacher',
      description:
        'A larger model, by id or folder, whose hidden states the new one learns beside the hidden tokens.',
    }),
    teacherWeight: z.number().positive().default(10).meta({
      title: 'Teacher weight',
      description: 'How much the teacher counts beside the hidden tokens.',
    }),
    learningRate: z.number().positive().default(1e-3).meta({
      title: 'Learning rate',
      description: 'Peak rate; it rises over the first 2 % of the steps and falls to 0 as a cosine.',
    }),
    weightDecay: z
      .number()
      .min(0)
      .default(0.01)
      .meta({ title: 'Weight decay', description: 'Pull of every weight towards 0.' }),
    evaluateEvery: z
      .number()
      .int()
      .min(1)
      .default(500)
      .meta({ title: 'Evaluate every (steps)', description: 'Steps between two looks at held-out text.' }),
    checkpointEvery: z
      .number()
      .int()
      .min(1)
      .default(500)
      .meta({ title: 'Checkpoint every (steps)', description: 'Steps between two safety copies.' }),
    seed: z
      .number()
      .int()
      .default(1)
      .meta({ title: 'Seed', description: 'Another seed starts and shuffles differently.' }),
    threads: z
      .number()
      .int()
      .min(0)
      .default(0)
      .meta({ title: 'Threads', description: 'CPU threads; 0 uses one per core.' }),
  })
  .refine(({ hidden, heads }) => hidden % heads === 0, {
    path: ['heads'],
    message: 'it must divide the hidden size',
  })
export type PretrainOptions = z.infer<typeof pretrainOptions>
