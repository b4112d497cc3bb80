// README.md of an export: how to load it, what it predicts, what it was trained on and how well it did.
import { isForeign } from '../training/method.ts'
import { isHubId, leaving, program } from './cardPrograms.ts'
import type { ExportFacts } from './facts.ts'
import type { Scores } from '../../shared/run.ts'
import { peftTypeOf } from './peft/index.ts'

/** The card in Markdown, with the front matter that the Hugging Face Hub reads. */
export function modelCard(facts: ExportFacts): string {
  const { name, baseModel, labels, dataset, run, check, task } = facts
  const foreign = isForeign(facts)
  const origin = facts.parts
    ? `combined with Lathe from LoRAs on \`${oneLine(baseModel)}\`: ${facts.parts.map(({ name: part, weight }) => `${weight} of "${oneLine(part)}"`).join(' and ')}`
    : foreign
      ? `trained elsewhere from \`${oneLine(baseModel)}\` and brought into Lathe`
      : `trained with Lathe from \`${oneLine(baseModel)}\` on the dataset "${oneLine(dataset.name)}"`
  return [
    frontMatter(facts),
    `# ${oneLine(name)}`,
    `${kindOf(facts)} for ${purposes[task].words}, ${origin}.`,
    '## Load it',
    '```python\n' + program(facts) + '\n```',
    facts.exit ? leaving(facts.exit) : '',
    labels.length > 0
      ? '## Labels\n\n' +
        table(
          ['index', 'label'],
          labels.map((label, i) => [String(i), label]),
        )
      : '',
    Object.keys(facts.scores).length > 0 ? '## Scores\n\n' + scoreTable(facts) : '',
    `Checked after writing: the files were read back by another path; ${check.sentence}.`,
    '## How it was trained\n\n' +
      table(
        ['option', 'value'],
        [
          ['objective', axis(run.objective)],
          [
            'tuning',
            [run.tuning, run.tuning.and].flatMap((one) => (one ? [axis(one)] : [])).join(', together with '),
          ],
          ['early exit', axis(run.exit)],
          ['trained parameters', `${facts.trainableParameters} of ${facts.totalParameters}`],
          ...(foreign ? [] : training(facts)),
        ],
      ),
    foreign ? unknown : purposes[task].advice,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function training({ run, dataset }: ExportFacts): [string, string][] {
  const options = Object.entries(run.training).map(([key, value]): [string, string] => [
    key,
    String(value ?? 'default'),
  ])
  return [...options, ['seed', String(run.seed)], ['dataset (SHA-256)', dataset.hash]]
}

const unknown =
  'What texts it has learned from is not known here: look at its mistakes before you rely on it.'
const answering =
  'It has seen only the texts of that dataset: expect it to be worse on texts of another kind, and look at its mistakes ' +
  'before you rely on it.'
const reading =
  'It is a start for fine-tuning on labelled texts of the same kind as that dataset. Texts of other kinds it may know ' +
  'less well than its base did.'

const purposes = {
  classify: {
    words: 'text classification',
    pipeline: 'text-classification',
    tag: 'text-classification',
    advice: answering,
  },
  regress: {
    words: 'text regression',
    pipeline: 'text-classification',
    tag: 'regression',
    advice: answering,
  },
  maskedLm: { words: 'filling in words', pipeline: 'fill-mask', tag: 'fill-mask', advice: reading },
  causalLm: {
    words: 'going on with a text',
    pipeline: 'text-generation',
    tag: 'text-generation',
    advice: reading,
  },
} as const

function kindOf({ format, run }: ExportFacts): string {
  if (format === 'peft') return `An adapter for PEFT (${peftTypeOf(run.tuning.id)!.title})`
  return {
    adapterHub: 'A bottleneck adapter with its head',
    merged: 'A complete model',
    onnx: 'An ONNX model',
    onnxExits: 'A set of ONNX files, one for each layer, that texts leave early',
  }[format]
}

function frontMatter({ format, baseModel, run, task, licence = 'unknown' }: ExportFacts): string {
  const lines = [
    // What is made from a model stands under its licence.
    ...(/^[\w.-]+$/.test(licence) && licence !== 'unknown' ? [`license: ${licence}`] : []),
    `library_name: ${{ peft: 'peft', adapterHub: 'adapter-transformers', merged: 'transformers', onnx: 'onnx', onnxExits: 'onnx' }[format]}`,
    `pipeline_tag: ${purposes[task].pipeline}`,
    ...(isHubId(baseModel) ? [`base_model: ${baseModel}`] : []),
    `tags: [lathe, ${purposes[task].tag}${{ peft: `, ${run.tuning.id}`, adapterHub: ', adapters', merged: '', onnx: '', onnxExits: ', early-exit' }[format]}]`,
  ]
  return ['---', ...lines, '---'].join('\n')
}

function scoreTable({ scores }: ExportFacts): string {
  const columns = [
    'loss',
    'perplexity',
    'accuracy',
    'macroF1',
    'matthews',
    'pearson',
    'spearman',
  ] as const satisfies (keyof Scores)[]
  const splits = Object.entries(scores)
  const used = columns.filter((column) => splits.some(([, values]) => values[column] !== undefined))
  return table(
    ['split', 'examples', ...used],
    splits.map(([split, values]) => [
      split,
      String(values.examples),
      ...used.map((column) => values[column]?.toFixed(4) ?? ''),
    ]),
  )
}

function axis({ id, options }: ExportFacts['run']['objective']): string {
  const given = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`)
  return given.length > 0 ? `${id} (${given.join(', ')})` : id
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Labels are people's text: a bar or a line break in one must not break the table. */
function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
