// One open laboratory: its calls, its events, its life. Knows nothing of Electron, HTTP or a command line.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RunInfo } from '../../shared/runInfo.ts'
import type { Emit, Handlers } from '../../shared/serve.ts'
import type { Home } from '../home.ts'
import { openHub } from '../hub/connection.ts'
import { findToken } from '../hub/token.ts'
import type { HostPlatform } from '../host/platform.ts'
import { lockHome } from '../store/lock.ts'
import { openStore } from '../store/store.ts'
import { adapterService } from './adapters.ts'
import { appService } from './app.ts'
import { changeService } from './changes.ts'
import type { Context } from './context.ts'
import { datasetService } from './datasets.ts'
import { Downloads } from './downloads.ts'
import { evaluationService } from './evaluate.ts'
import { exitService, leaverOf } from './exits.ts'
import { exportService } from './exports.ts'
import { filePredictionService } from './filePredictions.ts'
import { hubService } from './hub.ts'
import { KeptModels } from './keptModels.ts'
import { Ladders } from './ladders.ts'
import { logService } from './logs.ts'
import { tidyArrivals } from './modelArrivals.ts'
import { modelService } from './modelService.ts'
import { emptyTrash } from './modelTrash.ts'
import { predictionService } from './predictions.ts'
import { promptService } from './prompts.ts'
import { Recipes } from './recipes.ts'
import { RunQueue } from './runQueue.ts'
import { runService } from './runs.ts'
import { textService, writerOf } from './texts.ts'

export interface Lab {
  readonly context: Context
  readonly handlers: Handlers
  /** Hears every event; returns the way to stop. */
  listen(listener: Emit): () => void
  /** Whether a run trains or waits to, or a model is downloaded. */
  isBusy(): boolean
  /** Lets runs keep a checkpoint and end, pauses downloads, then closes everything. */
  close(): Promise<void>
}

export interface LabOptions {
  readonly home: Home
  readonly platform: HostPlatform
  /** Who holds the home for training, in words for people; absent for commands that only look and ask. */
  readonly holder?: string
  /** Whether runs that wait from earlier are started too. */
  readonly adopts: boolean
}

/** Deleted runs, datasets and models can be brought back for so long. */
const trashDays = 30

/** Opens a home. Throws LabError `run` where another process holds it for training. */
export function openLab({ home, platform, holder, adopts }: LabOptions): Lab {
  const unlock = holder === undefined ? () => {} : lockHome(home.folder, holder)
  const store = openStore(home.database)
  const listeners = new Set<Emit>()
  const context: Context = {
    home,
    store,
    platform,
    hub: openHub({ token: async () => (await findToken(platform.secrets)).token }),
    emit: (event, payload) => listeners.forEach((listener) => listener(event, payload)),
  }
  const queue = new RunQueue(context, adopts)
  const ladders = new Ladders(context, queue)
  const recipes = new Recipes(context, queue)
  const downloads = new Downloads(context)
  const kept = new KeptModels(platform)
  // Whatever changed about a run, a writer or leaver of it that is kept in memory may be an old one. Predictors look for themselves.
  listeners.add((event, payload) => {
    if (event !== 'runs.changed') return
    for (const keyOf of [writerOf, leaverOf]) kept.close(keyOf((payload as RunInfo).id))
    ladders.heard(payload as RunInfo)
    recipes.heard(payload as RunInfo)
  })
  const asked = { ...predictionService(context, kept), ...exitService(context, kept) }
  const handlers: Handlers = {
    ...appService(context, queue),
    ...datasetService(context),
    ...modelService(context),
    ...runService(context, queue),
    ...ladders.handlers,
    ...recipes.handlers,
    ...adapterService(context),
    ...logService(context),
    ...evaluationService(context),
    ...textService(context, kept),
    ...promptService(context, kept),
    ...asked,
    ...filePredictionService(context, asked),
    ...exportService(context),
    ...changeService(context),
    ...hubService(context, downloads),
  }
  if (holder !== undefined) {
    tidy(context)
    queue.recover()
    if (adopts) ladders.recover()
    if (adopts) recipes.recover()
  }
  return {
    context,
    handlers,
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    isBusy: () =>
      store.runs.inState('queued', 'running', 'stopping').length > 0 ||
      recipes.isBusy() ||
      downloads.isBusy(),
    close: async () => {
      kept.closeAll()
      await recipes.close()
      await Promise.all([queue.close(), downloads.close()])
      store.close()
      unlock()
    },
  }
}

/** Removes for good what was deleted long ago, and uploads, which no earlier process can ask for any more. */
function tidy(context: Context): void {
  const { home, store } = context
  const before = new Date(Date.now() - trashDays * 86_400_000).toISOString()
  const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })
  for (const id of store.runs.purge(before)) remove(home.run(id))
  store.ladders.purge(before)
  store.recipes.purge(before)
  for (const id of store.datasets.purge(before)) remove(home.dataset(id))
  emptyTrash(context, before)
  tidyArrivals(context)
  for (const upload of readdirSync(home.uploads)) remove(join(home.uploads, upload))
}
