// The way to the Hub: token, waits that it asks for, and errors as sentences, the same for every request.
import { setTimeout as pause } from 'node:timers/promises'
import { getHFHubCachePath } from '@huggingface/hub'
import { LabError } from '../../shared/labError.ts'
import { hubEndpoint } from './address.ts'
import { applyProxy } from './proxy.ts'
import { refusal, type Subject, unreachable } from './errors.ts'

export interface Hub {
  /** Throws LabError `option` where HF_ENDPOINT is no address. */
  readonly endpoint: string
  /** The Hugging Face cache that other tools share: HF_HUB_CACHE, else HF_HOME/hub, else ~/.cache/huggingface/hub. */
  readonly cache: string
  /** First pause before a broken request is tried again; it doubles each time. */
  readonly pauseMs: number
  /** A connection that brings nothing for so long is given up for a new one. */
  readonly stallMs: number
  /**
   * Asks the Hub; resolves with a success only. Waits as long as a 429 says, and tries again where the Hub is out of order.
   * @throws LabError `access`, `notFound`, `network` or `option`; the signal's reason where it was aborted.
   */
  fetch(url: string, init: RequestInit, subject: HubSubject): Promise<Response>
}

export interface HubSubject extends Subject {
  /** Hears what is waited for, and '' when that is over. */
  readonly onWait?: (note: string) => void
}

export interface HubOptions {
  /** Read anew for each request: it may be entered while a download waits for it. */
  readonly token: () => Promise<string | null>
  readonly environment?: NodeJS.ProcessEnv
  readonly pauseMs?: number
  readonly stallMs?: number
}

const longestWait = 600
const mostWaits = 6
const mostRepairs = 3

/** Nothing is sent yet, and wrong settings are told only where the Hub is asked: work with what is here goes on. */
export function openHub({
  token,
  environment = process.env,
  pauseMs = 1000,
  stallMs = 60_000,
}: HubOptions): Hub {
  const offline = /^(1|on|yes|true)$/i.test(environment['HF_HUB_OFFLINE'] ?? '')

  async function send(url: string, init: RequestInit, secret: string | null): Promise<Response> {
    const endpoint = hubEndpoint(environment)
    if (offline)
      throw new LabError(
        'network',
        'HF_HUB_OFFLINE is set, so Lathe asks the Hub nothing. Unset it to go online.',
      )
    applyProxy(environment)
    const headers = new Headers(init.headers)
    headers.set('user-agent', 'lathe')
    // Only the Hub itself may see the token: its files come from other servers, to which fetch drops it on the way.
    if (secret !== null && new URL(url).origin === new URL(endpoint).origin)
      headers.set('authorization', `Bearer ${secret}`)
    try {
      return await fetch(url, { ...init, headers })
    } catch (thrown) {
      if (init.signal?.aborted) throw init.signal.reason
      throw unreachable(endpoint, thrown)
    }
  }

  return {
    get endpoint() {
      return hubEndpoint(environment)
    },
    cache: getHFHubCachePath(),
    pauseMs,
    stallMs,
    fetch: async (url, init, subject) => {
      for (let attempt = 0; ; attempt++) {
        const secret = await token()
        const response = await send(url, init, secret)
        if (response.ok) return response
        await response.body?.cancel()
        const seconds = secondsToWait(response, attempt, pauseMs)
        if (seconds === null) throw refusal(response, subject, hubEndpoint(environment), secret !== null)
        subject.onWait?.(`The Hub asks to wait ${Math.ceil(seconds)} s.`)
        await pause(seconds * 1000, undefined, { signal: init.signal ?? undefined })
        subject.onWait?.('')
      }
    },
  }
}

/** How long to wait before the same request again; null where it will not help. */
function secondsToWait({ status, headers }: Response, attempt: number, pauseMs: number): number | null {
  if (status === 429 && attempt < mostWaits) {
    // Retry-After is seconds or a date; the Hub's own RateLimit header ends with t=SECONDS.
    const after = headers.get('retry-after') ?? /\bt=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]
    const seconds = after === undefined ? 2 ** attempt * 5 : Number(after)
    const wait = Number.isNaN(seconds) ? (Date.parse(after ?? '') - Date.now()) / 1000 : seconds
    return wait <= longestWait ? Math.max(0.1, wait) : null
  }
  if ([500, 502, 503, 504].includes(status) && attempt < mostRepairs) return (2 ** attempt * pauseMs) / 1000
  return null
}

/** {@link Hub.fetch} in the form that @huggingface/hub takes. */
export function fetchFor(hub: Hub, subject: HubSubject, signal?: AbortSignal): typeof fetch {
  return (input, init = {}) =>
    hub.fetch(
      input instanceof Request ? input.url : String(input),
      signal === undefined ? init : { ...init, signal },
      subject,
    )
}
