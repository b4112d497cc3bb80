// Prompts side by side for the terminal: their scores, and how much each leans.
import { contextSpread, type ScoreSpread } from '../../shared/contextSpread.ts'
import type { ClassPromptScores, NumberPromptScores, PromptLook } from '../../shared/prompts.ts'
import { count, short, table } from './output.ts'

interface Scored<S> {
  readonly look: PromptLook
  readonly scores: S
}

/** The looks, each with scores, as tables; `calibrate` adds the accuracies with the prior taken out. */
export function promptReport(looks: readonly PromptLook[], calibrate: boolean): string {
  const of = <K extends 'classes' | 'numbers'>(kind: K) =>
    looks.flatMap((look) => (look.scores?.kind === kind ? [{ look, scores: look.scores }] : []))
  const classes = of('classes') as Scored<ClassPromptScores>[]
  const numbers = of('numbers') as Scored<NumberPromptScores>[]
  const tables =
    classes.length > 0 ? [classTable(classes, calibrate), priorTable(classes)] : [numberTable(numbers)]
  const tried = looks.filter(({ trials }) => trials.length > 0)
  return [...tables, ...tried.map(contextTable), rowsOf([...classes, ...numbers])].join('\n\n')
}

function classTable(looks: readonly Scored<ClassPromptScores>[], calibrate: boolean): string {
  const titles = [
    'template',
    'accuracy',
    'macro F1',
    'loss',
    'bias',
    ...(calibrate ? ['contextual', 'PMI'] : []),
  ]
  const lines = looks.map(({ look, scores: { accuracy, macroF1, loss, bias, contextual, pmi } }) => [
    look.template,
    ...[accuracy, macroF1, loss, bias, ...(calibrate ? [contextual, pmi] : [])].map(short),
  ])
  return table(titles, lines, [1, 2, 3, 4, 5, 6])
}

/** How much each template leans to each label: the mean probability over the rows, and over inputs without content. */
function priorTable(looks: readonly Scored<ClassPromptScores>[]): string {
  const titles = ['template', 'label', 'words', 'true share', 'predicted', 'content-free']
  const lines = looks.flatMap(({ look: { template, words }, scores }) =>
    scores.prior.map(({ label, truth, predicted, contentFree }, i) => [
      i === 0 ? template : '',
      label,
      words[label]!.join('/'),
      ...[truth, predicted, contentFree].map(short),
    ]),
  )
  return table(titles, lines, [3, 4, 5])
}

function numberTable(looks: readonly Scored<NumberPromptScores>[]): string {
  const titles = [
    'template',
    'words',
    'Pearson',
    'Spearman',
    'squared error',
    'mean',
    'deviation',
    'true mean',
    'content-free',
  ]
  const lines = looks.map(({ look: { template, words }, scores }) => {
    const { pearson, spearman, loss, predicted, truth, contentFree } = scores
    const values = [pearson, spearman, loss, predicted.mean, predicted.deviation, truth.mean, contentFree]
    return [template, `${words['low']!.join('/')} to ${words['high']!.join('/')}`, ...values.map(short)]
  })
  return table(titles, lines, [2, 3, 4, 5, 6, 7, 8])
}

/** What order and selection of the examples do to one template. */
function contextTable({ template, trials, scores }: PromptLook): string {
  const score = scores?.kind === 'numbers' ? 'Pearson' : 'accuracy'
  const calibrated = trials.some((trial) => trial.calibrated !== null)
  const titles = ['examples', 'order', score, ...(calibrated ? ['contextual'] : []), 'loss']
  const lines = trials.map((trial) => [
    `selection ${trial.selection + 1}`,
    String(trial.order + 1),
    ...[trial.score, ...(calibrated ? [trial.calibrated] : []), trial.loss].map(short),
  ])
  const { orders, selections } = contextSpread(trials)
  const sentence = (what: string, { mean, deviation, least, most }: ScoreSpread): string =>
    `${what}: ${score} ${short(mean)} ± ${short(deviation)}, from ${short(least)} to ${short(most)}.`
  const spreads = [
    ...(orders ? [sentence(`The same examples in ${orders.scores.length} orders`, orders)] : []),
    ...(selections ? [sentence(`${selections.scores.length} selections of examples`, selections)] : []),
  ]
  return [`${template}\n${table(titles, lines, [1, 2, 3, 4])}`, ...spreads].join('\n')
}

function rowsOf(looks: readonly Scored<ClassPromptScores | NumberPromptScores>[]): string {
  const { rows, truncated } = looks[0]!.scores
  return `The same ${count(rows.dev + rows.train)} rows for every template.${truncated > 0 ? ` ${count(truncated)} texts were cut to fit.` : ''}`
}
