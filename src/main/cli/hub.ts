// lathe search and lathe download: models from the Hugging Face Hub.
import { SingleBar } from 'cli-progress'
import { type Command, Option } from 'commander'
import { type HubDownload, type HubTask, hubTasks } from '../../shared/hub.ts'
import { LabError, type LabErrorCode } from '../../shared/labError.ts'
import type { Lab } from '../services/lab.ts'
import { barOptions } from './bars.ts'
import { type CommandEnvironment, type CommonOptions, withLab } from './commandLab.ts'
import { count, duration, size, table } from './output.ts'
import { parameterCount, wholeNumber } from './parsers.ts'

interface SearchOptions extends CommonOptions {
  readonly task?: HubTask
  readonly family?: string
  readonly maxParameters?: number
  readonly limit: number
}

export function addHub(program: Command, environment: CommandEnvironment): void {
  program
    .command('search')
    .description('Search the Hugging Face Hub for models that Lathe can train, most downloaded first.')
    .argument('[words...]', 'part of the name')
    .addOption(new Option('--task <task>', 'what it was trained to do').choices(hubTasks))
    .option('--family <family>', 'e.g. bert')
    .option('--max-parameters <n>', 'no larger than this, e.g. 100M', parameterCount)
    .option('--limit <n>', 'how many to show', wholeNumber, 30)
    .action((words: string[], { task, family, maxParameters, limit, ...options }: SearchOptions) =>
      withLab(environment, options, false, async (lab) => {
        const found = await lab.handlers['hub.search']({
          text: words.join(' '),
          task,
          family,
          maxParameters,
          limit,
        })
        const rows = found.models.map((model) => [
          model.repo,
          model.family,
          model.task,
          count(model.parameters),
          model.weightBytes === null ? '-' : size(model.weightBytes),
          model.licence,
          count(model.downloads),
          [model.here ? 'here' : '', model.gated ? 'gated' : ''].filter(Boolean).join(', '),
        ])
        const titles = ['name', 'family', 'task', 'parameters', 'size', 'licence', 'downloads', 'remark']
        return {
          json: found,
          text: rows.length > 0 ? table(titles, rows, [3, 4, 6]) : 'No such model that Lathe can train.',
        }
      }),
    )
  program
    .command('download')
    .description('Fetch a model from the Hugging Face Hub. Ctrl+C pauses; the same command goes on.')
    .argument('<model>', 'its name on the Hub, e.g. google-bert/bert-base-uncased')
    .option('--revision <name>', 'branch, tag, commit or refs/pr/N', 'main')
    .action((repo: string, options: CommonOptions & { revision: string }) =>
      withLab(environment, options, false, async (lab) => {
        const started = await lab.handlers['hub.download']({ repo, revision: options.revision })
        const last = await followDownload(lab, started, options.json ?? false)
        if (last.error)
          throw new LabError(last.error.code as LabErrorCode, last.error.message, { id: last.id })
        if (last.state !== 'done')
          throw new LabError(
            'run',
            `Paused at ${Math.floor((100 * last.bytes) / last.total)} %. The same command goes on from there.`,
            { id: last.id },
          )
        const { folder } = (await lab.handlers['models.list']({})).find(({ id }) => id === last.model) ?? {}
        const note = last.note === '' ? '' : `${last.note}\n`
        return {
          json: { ...last, folder: folder ?? null },
          text: `${note}${folder ?? ''}\nTrain it with: lathe train --model ${last.model} --data FILE`,
        }
      }),
    )
}

/** Resolves with the download's last word. The first Ctrl+C (or SIGTERM) pauses it. */
async function followDownload(lab: Lab, started: HubDownload, quiet: boolean): Promise<HubDownload> {
  if (started.state === 'done') return started
  const bar = quiet ? undefined : downloadBar(started)
  // It may have ended this moment; then there is nothing to pause.
  const pause = (): void =>
    void Promise.resolve(lab.handlers['hub.pause']({ id: started.id })).catch(() => {})
  process.on('SIGINT', pause).on('SIGTERM', pause)
  try {
    return await new Promise<HubDownload>((resolve) => {
      lab.listen((event, payload) => {
        const news = payload as HubDownload
        if (event !== 'hub.progress' || news.id !== started.id) return
        bar?.update(news)
        if (['done', 'paused', 'failed'].includes(news.state)) resolve(news)
      })
    })
  } finally {
    bar?.end()
    process.off('SIGINT', pause).off('SIGTERM', pause)
  }
}

function downloadBar({ bytes, total }: HubDownload): { update(news: HubDownload): void; end(): void } {
  const bar = new SingleBar(
    barOptions('{state} {bar} {percentage}% | {done} of {all} | {speed} | {left}{note}'),
  )
  const words = { state: 'Fetching', all: size(total), speed: '-', left: '', note: '' }
  bar.start(Math.max(1, total), bytes, { ...words, done: size(bytes) })
  return {
    update: (news) =>
      bar.update(news.bytes, {
        state: news.state === 'checking' ? 'Checking' : 'Fetching',
        done: size(news.bytes),
        speed: `${size(news.bytesPerSecond)}/s`,
        left: news.secondsLeft === null ? '' : `${duration(news.secondsLeft)} left`,
        note: news.note === '' ? '' : ` | ${news.note}`,
      }),
    end: () => bar.stop(),
  }
}
