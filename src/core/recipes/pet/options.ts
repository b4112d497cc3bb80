// The options of PET and iPET.
import { z } from 'zod'
import { tunings } from '../../tuning/index.ts'
import { none } from '../../tuning/none.ts'

const tuningIds = tunings.map(({ id }) => id).filter((id) => id !== none.id)

export const petOptions = z.object({
  unlabelled: z.string().default('').meta({
    title: 'Unlabelled texts',
    description:
      'Texts without labels, of the same kind as the labelled ones. Empty takes rows that are not learned from.',
    format: 'dataset',
  }),
  unlabelledRows: z.number().int().min(10).max(1_000_000).default(1000).meta({
    title: 'Unlabelled rows',
    description: 'How many of them are used at most. More make a better classifier and take longer.',
  }),
  patterns: z.array(z.string()).default([]).meta({
    title: 'Patterns',
    description:
      'Templates, e.g. "{text_a} It was {mask}.", each with label words of its own after " => " where it needs others. Empty takes those that are known to suit the labels.',
    format: 'lines',
  }),
  generations: z.number().int().min(0).max(5).default(0).meta({
    title: 'Generations',
    description:
      '0 is PET. In each generation of iPET (3 in the paper) models learn anew from rows that others have labelled.',
  }),
  zeroLabels: z.boolean().default(false).meta({
    title: 'From zero labels',
    description:
      'No label is learned from or chosen by: the first generation learns from texts that the untrained patterns find likeliest for each label. Labels of test rows only tell how good it became.',
  }),
  words: z.record(z.string(), z.string()).default({}).meta({
    title: 'Label words',
    description: 'For each label the words that fill the gap of every pattern. Empty takes known ones.',
  }),
  models: z.array(z.string()).default([]).meta({
    title: 'More models',
    description: 'Ids of further models that learn every pattern, so that the ensemble is of several.',
    format: 'lines',
  }),
  repetitions: z.number().int().min(1).max(10).default(1).meta({
    title: 'Repetitions',
    description: 'Runs of each pattern with different seeds. More make the ensemble steadier.',
  }),
  tuning: z.enum(tuningIds).default('full').meta({
    title: 'Tuning of the patterns',
    description: 'What each pattern trains.',
  }),
  steps: z.number().int().min(1).max(100_000).default(100).meta({
    title: 'Steps of each pattern',
    description: 'Optimizer steps of each run of a pattern.',
  }),
  batch: z.number().int().min(1).max(4096).default(8).meta({
    title: 'Batch of each pattern',
    description: 'Labelled rows per step; as many texts with hidden words come along.',
  }),
  learningRate: z.number().min(0).max(10).nullable().default(null).meta({
    title: 'Learning rate of each pattern',
    description: 'Empty takes the tuning’s own default.',
  }),
  auxiliary: z.number().min(0).max(0.9).default(1e-4).meta({
    title: 'Auxiliary masked words',
    description:
      'Share of the loss for filling in other hidden words of the unlabelled texts; 0 is off. Models that read from left to right have none.',
  }),
  weights: z.enum(['accuracy', 'uniform']).default('accuracy').meta({
    title: 'Weights of the ensemble',
    description: 'By the accuracy of each pattern on the training rows before its training, or all alike.',
  }),
  annotators: z.number().min(0.01).max(1).default(0.25).meta({
    title: 'Annotators',
    description:
      'Share of the other models, drawn at random, that label rows for a model of the next generation.',
  }),
  growth: z.number().min(1.1).max(100).default(5).meta({
    title: 'Growth',
    description: 'How many times as many rows the next generation learns from.',
  }),
  temperature: z.number().min(0.1).max(100).default(2).meta({
    title: 'Temperature',
    description: 'Divides the logits of ensemble and classifier before they are compared. Larger is softer.',
  }),
  finalTuning: z.enum(tuningIds).default('full').meta({
    title: 'Tuning of the classifier',
    description: 'What the classifier that is distilled from the ensemble trains.',
  }),
  finalSteps: z.number().int().min(1).max(100_000).default(300).meta({
    title: 'Steps of the classifier',
    description: 'Optimizer steps on the rows with soft labels.',
  }),
  finalBatch: z.number().int().min(1).max(4096).default(16).meta({
    title: 'Batch of the classifier',
    description: 'Rows with soft labels per step.',
  }),
  finalLearningRate: z.number().min(0).max(10).nullable().default(null).meta({
    title: 'Learning rate of the classifier',
    description: 'Empty takes the tuning’s own default.',
  }),
  maxLength: z.number().int().min(8).max(8192).default(128).meta({
    title: 'Longest text (tokens)',
    description: 'Texts are cut after this many tokens; the template never is.',
  }),
})
export type PetOptions = z.output<typeof petOptions>
