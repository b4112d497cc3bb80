// What LM-BFF has found, as text for the terminal.
import { foundTemplates, lmbffResult } from '../../shared/lmbff.ts'
import type { RecipeDetails } from '../../shared/recipe.ts'
import { short, table } from './output.ts'

export function lmbffReport({ result, steps, spec }: RecipeDetails): string {
  const { run, pairs, trials, plain, demonstrated } = lmbffResult.parse(result)
  const tried = trials.map(({ template, words, accuracy, dev, chosen }) => [
    chosen ? '*' : '',
    template,
    Object.entries(words)
      .map(([label, word]) => `${label}=${word}`)
      .join(', '),
    short(accuracy),
    short(dev),
  ])
  const last = [
    ['none', short(plain.dev), short(plain.test ?? undefined), plain.run],
    ...(demonstrated
      ? [
          [
            demonstrated.choice,
            short(demonstrated.dev),
            short(demonstrated.test ?? undefined),
            demonstrated.run,
          ],
        ]
      : []),
  ]
  const written = steps.find(({ id }) => id === 'templates')?.work ?? null
  const found = written === null ? [] : foundTemplates.parse(written).found
  const writer = spec.options['templateModel'] || 'The model'
  return [
    ...(found.length > 0
      ? [
          `${writer} wrote ${found.length} templates:`,
          table(
            ['template', 'log-probability'],
            found.map(({ template, score }) => [template, score.toFixed(2)]),
            [1],
          ),
        ]
      : []),
    `${pairs} prompts were judged untrained, and of these ${trials.length} tried; * is the one that validation chose:`,
    table(['', 'template', 'words', 'untrained', 'validation'], tried, [3, 4]),
    'With it:',
    table(['demonstrations', 'validation', 'test', 'run'], last, [1, 2]),
    `Run ${run} is kept.`,
  ].join('\n\n')
}
