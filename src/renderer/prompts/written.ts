// A prompt as a person writes it, and as the objectives of a run hold it.
import type { Task } from '../../shared/dataset.ts'
import { z } from 'zod'
import { promptRange, type DemonstrationWish, type PromptRange } from '../../shared/prompts.ts'
import type { AxisChoice } from '../../shared/run.ts'

export interface WrittenPrompt {
  /** Empty for the usual one. */
  readonly template: string
  /** By label; of numbers by `low` and `high`. Empty for the usual ones. */
  readonly words: Readonly<Record<string, string>>
  /** What the words of numbers stand for; null for the usual. */
  readonly range: PromptRange | null
}

/** With what stands around it while nothing is trained. */
export interface StudiedPrompt extends WrittenPrompt {
  readonly description?: string | undefined
  readonly demonstrations?: DemonstrationWish | undefined
}

type Choice = { readonly id: string; readonly options: Readonly<Record<string, unknown>> }

export const asksByPrompt = ({ id }: Choice): boolean => id === 'cloze' || id === 'clozeScore'

/** The prompt among the options of an objective that asks by one. */
export function promptOf({ id, options }: Choice): WrittenPrompt {
  const text = (name: string): string => String(options[name] ?? '')
  if (id === 'cloze')
    return {
      template: text('template'),
      words: (options['words'] ?? {}) as Readonly<Record<string, string>>,
      range: null,
    }
  const { low, high } = options
  return {
    template: text('template'),
    words: { low: text('lowWord'), high: text('highWord') },
    range: typeof low === 'number' && typeof high === 'number' ? { low, high } : null,
  }
}

/** The objective that asks by the prompt; its other options stay as they are in `options`. */
export function objectiveOf(
  { template, words, range }: WrittenPrompt,
  task: Task,
  options: Readonly<Record<string, unknown>> = {},
): AxisChoice {
  if (task !== 'regress') return { id: 'cloze', options: { ...options, template, words: { ...words } } }
  const { lowWord: _, highWord: __, ...others } = options
  return {
    id: 'clozeScore',
    options: {
      ...others,
      template,
      // An empty word is the usual one.
      ...(words['low'] ? { lowWord: words['low'] } : {}),
      ...(words['high'] ? { highWord: words['high'] } : {}),
      ...range,
    },
  }
}

/**
 * What is trained of a prompt that was studied: its description becomes the beginning of the template, and where examples
 * stood in it, demonstrations are chosen alike. `usual` is what an empty template stands for.
 */
export function trained(
  prompt: StudiedPrompt,
  usual: string,
): { prompt: WrittenPrompt; options: Record<string, unknown> } {
  const { description = '', demonstrations, ...written } = prompt
  // A brace of the description is no field.
  const said = description.trim().replaceAll('{', '{{').replaceAll('}', '}}')
  const template = said === '' ? written.template : `${said} ${written.template || usual}`
  const options = demonstrations?.perClass ? { demonstrations: demonstrations.selection } : {}
  return { prompt: { ...written, template }, options }
}

const carried = z.array(
  z.object({ template: z.string(), words: z.record(z.string(), z.string()), range: promptRange.nullable() }),
)

/** Prompts in an address, as another page has put them there; none where someone has changed them by hand. */
export function promptsOf(text: string | null): readonly WrittenPrompt[] {
  try {
    return carried.parse(JSON.parse(text ?? '[]'))
  } catch {
    return []
  }
}
