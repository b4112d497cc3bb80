// Who may talk to the Node host: requests that carry the token, from this machine's own page.
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Guard {
  /** Whether Host, Origin and token (cookie or query) are all right. Every route asks this first. */
  allows(request: IncomingMessage): boolean
  /** The header that lets a browser come back without the token in its address. */
  readonly cookie: string
}

export function createGuard(token: string, port: number): Guard {
  // A cookie belongs to a host name whatever the port: the name keeps two Lathes apart.
  const name = `lathe-${port}`
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  const origins = hosts.map((host) => `http://${host}`)
  return {
    cookie: `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    allows: ({ headers, url }) => {
      // A foreign Host is DNS rebinding, a foreign Origin another site's page.
      if (!hosts.includes(headers.host ?? '')) return false
      if (headers.origin !== undefined && !origins.includes(headers.origin)) return false
      const given = cookieValue(headers.cookie, name) ?? queryToken(url)
      return given !== undefined && same(given, token)
    },
  }
}

/** A request's address; null where it is none, which any program on this machine can send. */
export function address(url: string | undefined): URL | null {
  return URL.parse(url ?? '/', 'http://host')
}

/** The token in a request's address, which only the first visit carries. */
export function queryToken(url: string | undefined): string | undefined {
  return address(url)?.searchParams.get('token') ?? undefined
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(/; */)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
}

function same(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
