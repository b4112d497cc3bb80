// What PET has found, for the terminal: its ensemble, how far the patterns agree, and what divides them.
import { percent } from '../../shared/format.ts'
import type { PetFound } from '../../shared/pet.ts'
import type { RecipeDetails } from '../../shared/recipe.ts'
import { count, table } from './output.ts'

/** Texts that are shown of those on which patterns disagree; --json has more. */
const shown = 3

export function petReport({ result }: Pick<RecipeDetails, 'result'>): string {
  const { run, prepared, labelled } = result as unknown as PetFound
  const { models, agreement, confidence, accuracy, disagreements, rows } = labelled
  const others = models.map((_, i) => String(i + 1))
  const titles = ['', 'pattern', 'template', 'untrained', 'weight', 'as ensemble', ...others]
  const members = models.map(({ title, pattern, weight, withEnsemble }, m) => [
    others[m]!,
    title,
    prepared.patterns[pattern]!.template,
    prepared.trainingRows === 0 ? '-' : percent(prepared.before[pattern]!),
    percent(weight),
    percent(withEnsemble),
    ...agreement[m]!.map((share, other) => (other === m ? '-' : percent(share))),
  ])
  const judged = (['dev', 'test'] as const).flatMap((split) =>
    accuracy[split] === null
      ? []
      : `${percent(accuracy[split])} of the ${split === 'dev' ? 'validation' : 'test'} rows`,
  )
  const sure = confidence.at(-1)! / Math.max(1, rows)
  return [
    table(titles, members, [3, 4, 5, ...others.map((_, i) => 6 + i)]),
    [
      `The ensemble labelled ${count(rows)} texts, ${percent(sure)} of them with a certainty of 90 % or more.`,
      judged.length > 0 ? ` It is right on ${judged.join(' and ')}.` : '',
    ].join(''),
    ...disagreements.slice(0, shown).map(({ text, pair, answers }) => {
      const said = answers.map(({ label, probability }, m) => `${m + 1} ${label} ${percent(probability)}`)
      return `${[text, pair].filter((part) => part !== undefined).join(' | ')}\n  ${said.join(', ')}`
    }),
    `The classifier is ${run}: "lathe predict --run ${run} --data FILE --out FILE" asks it.`,
  ].join('\n\n')
}
