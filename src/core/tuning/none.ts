// Zero-shot: the model answers as it is. What such a run leaves is its scores and predictions.
import { z } from 'zod'
import { defineTuning } from './tuning.ts'

export const none = defineTuning({
  id: 'none',
  title: 'No tuning',
  summary: 'Leaves every weight as it is: the run asks the model its prompt and ends.',
  claim: 'Zero-shot: what pre-training alone knows of the task, which every method has to beat.',
  learningRate: 0,
  alone: 'It trains nothing.',
  idle: true,
  schema: z.object({}),
  apply: () => ({ hooks: {}, trains: () => false }),
})
