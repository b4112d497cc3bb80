// The ways in which a comparison's methods may ask their rows, as the objectives that they are.
import type { Task } from './dataset.ts'
import type { AxisChoice } from './run.ts'

/**
 * `head`: the model's usual head. `prompt`: a sentence with a gap. `mean`: one new layer on the mean of all tokens, the
 * sentence's vector; with nothing else trained that is a linear probe. `words`: no model, only the words of the texts.
 */
export const askings = ['head', 'prompt', 'mean', 'words'] as const
export type Asking = (typeof askings)[number]

/** The objective that asks so for a dataset's labels; `options` are those of a prompt, or of words. */
export function objectiveFor(asking: Asking, task: Task, options: AxisChoice['options'] = {}): AxisChoice {
  if (asking === 'words') return { id: 'tfidf', options }
  const scores = task === 'regress'
  if (asking === 'prompt') return { id: scores ? 'clozeScore' : 'cloze', options }
  return { id: scores ? 'regress' : 'classify', options: asking === 'mean' ? { head: 'mean' } : {} }
}

/** How an objective asks. */
export function askingOf({ id, options }: AxisChoice): Asking {
  if (id === 'tfidf') return 'words'
  if (id === 'cloze' || id === 'clozeScore') return 'prompt'
  return options['head'] === 'mean' ? 'mean' : 'head'
}
