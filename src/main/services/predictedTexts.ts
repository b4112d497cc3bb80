// Many texts, asked in pieces: what runs say of each, by all layers or by as many as a rule needs, and the file that keeps it.
import { basename } from 'node:path'
import { detectTable } from '../../core/data/detectTable.ts'
import { checkRoles } from '../../core/data/planImport.ts'
import { readTable } from '../../core/data/readTable.ts'
import type { Output } from '../../shared/contract.ts'
import { csvCell } from '../../shared/csvCell.ts'
import type { ExitRule } from '../../shared/exits/rules.ts'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'

/** The most texts that one call of the contract takes. */
const textsPerCall = 100

export interface Text {
  readonly text: string
  readonly pair?: string
}

type Prediction = Output<'runs.predict'>['answers'][number]['predictions'][number] & {
  /** The layer that the text left at, 1 is the first; absent where none could leave. */
  readonly layer?: number
}

/** A text and what each run says of it. */
export interface PredictedText extends Text {
  readonly answers: readonly (Prediction & { readonly runId: string })[]
}

export interface PredictedTexts {
  readonly milliseconds: number
  /** Through a model, for each text. */
  readonly passes: number
  readonly predictions: readonly PredictedText[]
  /** Layers that a text went through on average, and all there are; absent where none could leave. */
  readonly layers?: { readonly mean: number; readonly all: number }
}

/** For who wants to see how far it is, or to end it between two pieces. */
export interface PredictionWatch {
  readonly onRows?: (done: number) => void
  readonly stop?: AbortSignal
}

type Asked = Pick<Handlers, 'runs.predict' | 'exits.answer'>

/** What the runs `ids` say of texts. What is missing at the end was stopped before. */
export async function askRuns(
  handlers: Asked,
  ids: readonly string[],
  texts: readonly Text[],
  watch: PredictionWatch = {},
): Promise<PredictedTexts> {
  const predictions: PredictedText[] = []
  let milliseconds = 0
  let passes = 0
  for await (const part of pieces(texts, watch)) {
    const said = await handlers['runs.predict']({ ids: [...ids], texts: [...part] })
    milliseconds += said.milliseconds
    passes = said.passes
    const answersTo = (row: number): PredictedText['answers'] =>
      said.answers.map(({ id, predictions: all }) => ({ runId: id, ...all[row]! }))
    predictions.push(...part.map((text, row) => ({ ...text, answers: answersTo(row) })))
  }
  return { milliseconds, passes, predictions }
}

/** The same by a run with exits, whose texts leave as `rule` lets them. */
export async function askEarly(
  handlers: Asked,
  run: string,
  texts: readonly Text[],
  rule: ExitRule,
  watch: PredictionWatch = {},
): Promise<PredictedTexts> {
  const predictions: PredictedText[] = []
  let milliseconds = 0
  let all = 0
  let computed = 0
  for await (const part of pieces(texts, watch)) {
    const said = await handlers['exits.answer']({ id: run, texts: [...part], rule, measure: false })
    milliseconds += said.milliseconds
    all = said.layers
    said.answers.forEach(({ path: _, layer, ...answer }, i) => {
      computed += layer + 1
      predictions.push({ ...part[i]!, answers: [{ runId: run, ...answer, layer: layer + 1 }] })
    })
  }
  const mean = computed / Math.max(1, predictions.length)
  return { milliseconds, passes: 1, predictions, layers: { mean, all } }
}

async function* pieces(
  texts: readonly Text[],
  { onRows, stop }: PredictionWatch,
): AsyncGenerator<readonly Text[]> {
  for (let at = 0; at < texts.length && !stop?.aborted; at += textsPerCall) {
    yield texts.slice(at, at + textsPerCall)
    onRows?.(Math.min(texts.length, at + textsPerCall))
  }
}

/**
 * The texts of a table on disk.
 * @throws LabError('column') where a column is not there, 'row' where a row cannot be read.
 */
export async function readTexts(
  path: string,
  { text, pair }: { readonly text: string; readonly pair: string | null },
  name = basename(path),
): Promise<Text[]> {
  const table = await detectTable(path, {}, name)
  checkRoles({ text, pair, label: null }, table)
  const wanted = pair === null ? [text] : [text, pair]
  const texts: Text[] = []
  for await (const { row, cells, problem } of readTable(path, {
    name,
    options: table.options,
    columns: wanted,
  })) {
    // A row left out would shift all later predictions against the file's rows.
    if (problem !== null) throw new LabError('row', `Row ${row} of ${name}: ${problem}.`, { file: path, row })
    texts.push(
      pair === null ? { text: cells[text] ?? '' } : { text: cells[text] ?? '', pair: cells[pair] ?? '' },
    )
  }
  return texts
}

/** A header, then for each text what each run says, how sure it is, and the text itself. A single run's tabs have no header. */
export function predictedLines(
  ids: readonly string[],
  predictions: readonly PredictedText[],
  separator: ',' | '\t',
): string[] {
  const pairs = predictions.some(({ pair }) => pair !== undefined)
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => (separator === ',' ? csvCell(cell) : cell.replaceAll(/\s+/g, ' '))).join(separator)
  const leaves = predictions.some(({ answers }) => answers[0]?.layer !== undefined)
  const header = [
    ...ids.flatMap((id) => [id, `${id} probability`]),
    ...(leaves ? ['layer'] : []),
    'text',
    ...(pairs ? ['pair'] : []),
  ]
  const body = predictions.map(({ text, pair, answers }) =>
    line([
      ...answers.flatMap(({ predicted, value, probabilities }) => {
        const sure = probabilities.find(({ label }) => label === predicted)?.probability
        return [value === null ? predicted : digits(value), sure === undefined ? '' : digits(sure)]
      }),
      ...(leaves ? [String(answers[0]!.layer)] : []),
      text,
      ...(pairs ? [pair ?? ''] : []),
    ]),
  )
  return ids.length === 1 && separator === '\t' ? body : [line(header), ...body]
}

/** Three significant digits. */
const digits = (value: number): string => String(Number(value.toPrecision(3)))
