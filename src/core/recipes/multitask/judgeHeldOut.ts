// Tasks that were not trained, asked with each of their templates: by the model as it was, and as the run has left it.
import { join } from 'node:path'
import type { Example } from '../../../shared/dataset.ts'
import type { MultitaskFound } from '../../../shared/multitask.ts'
import { random } from '../../../shared/random.ts'
import { splitNames, type Scores, type TuningChoice } from '../../../shared/run.ts'
import { readManifest, readSelection } from '../../data/readDataset.ts'
import { cloze } from '../../objectives/cloze.ts'
import { openSessions } from '../../runtime/openSessions.ts'
import { tokenize } from '../../tokens/table.ts'
import { logitsOf, scoreLogits } from '../../training/evaluate.ts'
import { openMethod, readRunFile, type Method, type RunFile } from '../../training/method.ts'
import { settledBest } from '../../training/settled.ts'
import type { Work } from '../work.ts'
import { workProgress } from '../workProgress.ts'
import type { JudgeInput } from './inputs.ts'
import { drawn } from './mixTasks.ts'

type Found = MultitaskFound['heldOut'][number]

/** For each task and template the scores before and after, on the same rows: test rows where there are such. */
export const judgeHeldOut: Work = async (input, place, io) => {
  const { tasks, run, scored, maxLength } = input as unknown as JudgeInput
  const { runFolder, modelFolder } = place.runs[run]!
  const trained = await readRunFile(runFolder)
  const asks = tasks.reduce((sum, { templates }) => sum + templates.length, 0)
  const tell = workProgress(io, 2 * asks)
  let done = 0
  const found: Found[] = []
  for (const { dataset, name, templates, words } of tasks) {
    const folder = join(place.datasetsFolder, dataset)
    const { labels, pairs } = await readManifest(folder)
    const rows = await someRows(folder, scored, place.spec.seed)
    const score = async (template: string, tuning: TuningChoice): Promise<Scores> => {
      const objective = { id: cloze.id, options: { ...cloze.schema.parse({ template, words }) } }
      const spec = { ...trained.spec, objective, tuning }
      const file: RunFile = { ...trained, spec, labels, counts: labels.map(() => 0), pairs }
      const method = await openMethod(modelFolder, file)
      const scores = await ask(
        method,
        tuning.id === 'none' ? null : runFolder,
        rows,
        Math.min(maxLength, method.maxLength),
        (note) => io.note(note),
        spec,
      )
      tell(++done, `Asking ${name}`)
      return scores
    }
    const prompts: Found['prompts'] = []
    for (const template of templates)
      prompts.push({
        template,
        before: pick(await score(template, { id: 'none', options: {} })),
        after: pick(await score(template, trained.spec.tuning)),
      })
    found.push({ name, rows: rows.length, majority: majorityOf(rows), prompts })
  }
  return { result: found }
}

/** The scores of a method's question, with the best weights of a run or untrained. */
async function ask(
  method: Method,
  runFolder: string | null,
  rows: readonly Example[],
  maxLength: number,
  onNote: (sentence: string) => void,
  wish: RunFile['spec'],
): Promise<Scores> {
  const { task, question, tokenizer } = method
  if (task.kind === 'tokens') throw new Error('A prompt answers rows.')
  const plain = method.evaluationGraph()
  const { graph, tensors } =
    runFolder === null
      ? { graph: plain, tensors: (await method.load(plain.parameters.values(), [])).tensors }
      : await settledBest(method, runFolder)
  const { sessions } = await openSessions({ graph }, wish, onNote)
  try {
    const table = await tokenize(rows, tokenizer, maxLength, question?.encode)
    const logits = await logitsOf(sessions.graph, tensors, table)
    return scoreLogits(
      task,
      logits,
      rows.map(({ label }) => task.target(label ?? '')),
    )
  } finally {
    await sessions.graph.release()
  }
}

const pick = ({ accuracy, macroF1, loss }: Scores): Found['prompts'][number]['before'] => ({
  accuracy: accuracy!,
  macroF1: macroF1!,
  loss,
})

/** At most `count` rows of the split that is least likely to have been seen by anyone. */
async function someRows(folder: string, count: number, seed: number): Promise<Example[]> {
  const { report } = await readManifest(folder)
  const source = splitNames.toReversed().find((split) => report.splits[split] !== undefined)!
  const all = Array.from({ length: report.splits[source]! }, (_, i) => i)
  const indices = Int32Array.from(drawn(all, count, random(seed, 'multitask', 'held out'))).sort()
  const rows = await Array.fromAsync(readSelection(folder, { source, indices }))
  return rows.filter(({ label }) => label !== undefined)
}

function majorityOf(rows: readonly Example[]): number {
  const counts = [...Map.groupBy(rows, ({ label }) => label).values()].map((some) => some.length)
  return Math.max(...counts) / rows.length
}
