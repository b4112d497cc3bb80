// Fetches one part of a file, from where it stopped the last time, over as many connections as it takes.
import { open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { throwDiskError } from '../../core/files/diskError.ts'
import { LabError } from '../../shared/labError.ts'
import { bytesAt } from './cache.ts'
import type { Hub, HubSubject } from './connection.ts'
import { isCut, unreachable } from './errors.ts'
import type { Part } from './parts.ts'

export interface PartRequest {
  readonly address: string
  /** Of the whole file. */
  readonly bytes: number
  readonly subject: HubSubject
  readonly signal: AbortSignal
  /** Hears of each piece that has been written. */
  readonly onBytes: (count: number) => void
}

/** So many connections in a row may bring nothing at all. */
const mostFailures = 5

/**
 * Fills the file of `part`.
 * @throws LabError `network` where several connections in a row brought nothing; `disk` where it cannot be written; as
 * {@link Hub.fetch} for refusals; the signal's reason where it was aborted.
 */
export async function fetchPart(hub: Hub, part: Part, request: PartRequest): Promise<void> {
  const length = part.end - part.start
  let done = Math.min(bytesAt(part.path) ?? 0, length)
  for (let failures = 0; done < length;) {
    const before = done
    try {
      await stream(hub, part, done, {
        ...request,
        onBytes: (count) => {
          done += count
          request.onBytes(count)
        },
      })
    } catch (thrown) {
      request.signal.throwIfAborted()
      if (!isCut(thrown)) throw thrown
      failures = done > before ? 1 : failures + 1
      if (failures > mostFailures) throw thrown
      request.subject.onWait?.('The connection was lost. Trying again.')
      await pause(hub.pauseMs * 2 ** (failures - 1), undefined, { signal: request.signal })
      request.subject.onWait?.('')
    }
  }
}

/** One connection: appends what it brings. */
async function stream(
  hub: Hub,
  part: Part,
  done: number,
  { address, bytes, subject, signal, onBytes }: PartRequest,
): Promise<void> {
  const from = part.start + done
  const dog = watchdog(hub.stallMs)
  const file = await open(part.path, 'a').catch(throwDiskError(part.path))
  try {
    const response = await hub.fetch(
      address,
      {
        // Packed on the way, a range would count other bytes than those of the file.
        headers: { range: `bytes=${from}-${part.end - 1}`, 'accept-encoding': 'identity' },
        signal: AbortSignal.any([signal, dog.signal]),
      },
      // A wait that the Hub asks for is no silence.
      {
        ...subject,
        onWait: (note) => {
          if (note === '') dog.watch()
          else dog.rest()
          subject.onWait?.(note)
        },
      },
    )
    // A server that knows no ranges sends the file from its beginning.
    let skip = response.status === 206 ? 0 : from
    if (response.status === 206) checkRange(response, from, bytes)
    let missing = part.end - from
    for await (const chunk of piecesOf(response, hub)) {
      dog.watch()
      const piece = chunk.subarray(skip, skip + missing)
      skip = Math.max(0, skip - chunk.length)
      if (piece.length === 0) continue
      await file.appendFile(piece).catch(throwDiskError(part.path))
      missing -= piece.length
      onBytes(piece.length)
      if (missing === 0) return
    }
    throw unreachable(hub.endpoint, new Error('The connection ended early.'))
  } catch (thrown) {
    throw dog.signal.aborted && !signal.aborted ? unreachable(hub.endpoint, thrown) : thrown
  } finally {
    dog.rest()
    await file.close()
  }
}

/** Aborts its signal once it has watched for `milliseconds`; each call of `watch` starts that anew. */
function watchdog(milliseconds: number): { signal: AbortSignal; watch(): void; rest(): void } {
  const silence = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const rest = (): void => clearTimeout(timer)
  const watch = (): void => {
    rest()
    timer = setTimeout(() => silence.abort(), milliseconds)
  }
  watch()
  return { signal: silence.signal, watch, rest }
}

/** The body's pieces; a connection that breaks off is a LabError. */
async function* piecesOf(response: Response, hub: Hub): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body ?? []
  } catch (thrown) {
    throw unreachable(hub.endpoint, thrown)
  }
}

function checkRange(response: Response, from: number, bytes: number): void {
  const [, start, total] =
    /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? []
  if (Number(start) === from && (total === '*' || Number(total) === bytes)) return
  throw new LabError(
    'network',
    'The Hub sent another part of the file than was asked for. Try again later, or without the mirror or proxy in between.',
    { asked: from, got: response.headers.get('content-range') },
  )
}
