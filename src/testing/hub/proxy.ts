// A proxy on 127.0.0.1 that tunnels to wherever it is asked to, and remembers where that was.
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

export interface Proxy {
  readonly port: number
  /** "HOST:PORT authorization" of each tunnel. */
  readonly tunnels: string[]
  close(): Promise<void>
}

export async function startProxy(): Promise<Proxy> {
  const tunnels: string[] = []
  const server = createServer()
  server.on('connect', ({ url = '', headers }, client, head) => {
    tunnels.push(`${url} ${headers['proxy-authorization'] ?? ''}`)
    const { hostname, port } = new URL(`http://${url}`)
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    for (const [end, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      end.on('error', () => other.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    tunnels,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
