// Downloads of models: start, go on, pause, cancel; each tells how far it is.
import type { HubDownload } from '../../shared/hub.ts'
import { LabError } from '../../shared/labError.ts'
import { cachedId, cachedModels } from '../hub/cache.ts'
import { bytesHere, downloadModel, forgetDownload, type Wanted } from '../hub/downloadModel.ts'
import { createLimit } from '../hub/limit.ts'
import { Speed } from '../hub/speed.ts'
import type { StoredDownload } from '../store/downloads.ts'
import type { Context } from './context.ts'

/** Connections open at once, over all downloads. */
const connections = 4
/** How often a download tells how far it is, in milliseconds. */
const tellEvery = 250

interface Active {
  readonly stop: AbortController
  readonly ended: Promise<void>
  state(): HubDownload
}

export class Downloads {
  readonly #active = new Map<string, Active>()
  readonly #limit = createLimit(connections)
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  isBusy(): boolean {
    return this.#active.size > 0
  }

  /** Unfinished downloads, oldest first. One that is not running here is paused, whatever ended it. */
  list(): HubDownload[] {
    return this.#context.store.downloads
      .list()
      .map((stored) => this.#active.get(stored.id)?.state() ?? this.#resting(stored))
  }

  /** Fetches what is missing of `wanted`, in the background; one that is running already just goes on. */
  start(wanted: Wanted): HubDownload {
    const id = downloadId(wanted)
    const running = this.#active.get(id)
    if (running) return running.state()
    const { store, hub, emit } = this.#context
    store.downloads.put({ id, wanted, error: null })
    const total = bytesOf(wanted)
    const stop = new AbortController()
    const speed = new Speed()
    let bytes = bytesHere(hub.cache, wanted)
    let note = ''
    const state = (): HubDownload => ({
      ...describe(wanted),
      state: bytes < total ? 'running' : 'checking',
      bytes,
      ...speed.of(bytes, total),
      note,
    })
    const timer = setInterval(() => emit('hub.progress', state()), tellEvery)
    const ended = downloadModel(hub, wanted, {
      signal: stop.signal,
      limit: this.#limit,
      onBytes: (count) => (bytes += count),
      onNote: (text) => (note = text),
    })
      .then((snapshot) => this.#finish(wanted, snapshot))
      .catch((thrown: unknown) => this.#rest(wanted, stop.signal.aborted ? null : LabError.from(thrown)))
      .finally(() => {
        clearInterval(timer)
        this.#active.delete(id)
      })
      .then((last) => emit('hub.progress', last))
    this.#active.set(id, { stop, ended, state })
    return state()
  }

  /** Ends the connections and keeps what has arrived. Throws LabError `notFound`. */
  async pause(id: string): Promise<HubDownload> {
    const active = this.#active.get(id)
    active?.stop.abort()
    await active?.ended
    const stored = this.#context.store.downloads.get(id)
    if (stored) return this.#resting(stored)
    // It had just come to its end.
    if (active) return { ...active.state(), state: 'done' }
    throw unknownDownload(id)
  }

  /** Ends it and removes what it has fetched. Throws LabError `notFound`, or `run` where another Lathe fetches the same model. */
  async cancel(id: string): Promise<void> {
    const { store, hub } = this.#context
    const stored = store.downloads.get(id)
    if (!stored) throw unknownDownload(id)
    const active = this.#active.get(id)
    active?.stop.abort()
    await active?.ended
    // Unless it had just come to its end.
    if (!store.downloads.get(id)) return
    await forgetDownload(hub.cache, stored.wanted)
    store.downloads.remove(id)
  }

  /** Pauses every download. */
  async close(): Promise<void> {
    await Promise.all([...this.#active.keys()].map((id) => this.pause(id)))
  }

  #finish(wanted: Wanted, snapshot: string): HubDownload {
    const { store, hub, emit } = this.#context
    store.downloads.remove(downloadId(wanted))
    const done = doneDownload(hub.cache, wanted)
    const id = done.model ?? snapshot
    store.models.setFetched({ id, folder: snapshot })
    emit('models.changed', { id })
    return done
  }

  #rest(wanted: Wanted, error: LabError | null): HubDownload {
    const stored = {
      id: downloadId(wanted),
      wanted,
      error: error && { code: error.code, message: error.message },
    }
    try {
      this.#context.store.downloads.put(stored)
    } catch {
      // The disk that is full for the model is full for the database, too. The row is there since the start, without the reason.
    }
    if (error?.code === 'internal') console.error(error)
    return this.#resting(stored)
  }

  #resting({ wanted, error }: StoredDownload): HubDownload {
    return {
      ...describe(wanted),
      state: error === null ? 'paused' : 'failed',
      bytes: bytesHere(this.#context.hub.cache, wanted),
      error,
    }
  }
}

/** A download that has nothing left to fetch. */
export function doneDownload(cache: string, wanted: Wanted): HubDownload {
  const { repo, revision, commit } = wanted
  const model = cachedModels(cache).find((cached) => cached.repo === repo && cached.commit === commit)
  return {
    ...describe(wanted),
    state: 'done',
    bytes: bytesOf(wanted),
    model: model?.id ?? cachedId(repo, revision),
  }
}

function describe(wanted: Wanted): HubDownload {
  const { repo, revision } = wanted
  return {
    id: downloadId(wanted),
    repo,
    revision,
    state: 'paused',
    bytes: 0,
    total: bytesOf(wanted),
    bytesPerSecond: 0,
    secondsLeft: null,
    note: '',
    error: null,
    model: null,
  }
}

function downloadId({ repo, revision }: Wanted): string {
  return `${repo}@${revision}`
}

function bytesOf({ files }: Wanted): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

function unknownDownload(id: string): LabError {
  return new LabError('notFound', `There is no unfinished download "${id}".`, { id })
}
