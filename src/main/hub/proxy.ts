// Proxies: what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say, with small letters too, holds for every request of this process.
import http from 'node:http'
import { LabError } from '../../shared/labError.ts'

const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']
let used = false

/** Called before the first request. Throws LabError `option` where a proxy is named that cannot be used. */
export function applyProxy(environment: NodeJS.ProcessEnv): void {
  const name = names.find((one) => environment[one])
  if (used || name === undefined) return
  // Not imported by name: an older Node would not start at all.
  if (typeof http.setGlobalProxyFromEnv !== 'function')
    throw new LabError(
      'option',
      `${name} is set, but Node ${process.versions.node} cannot use a proxy. Lathe needs Node 24.14 for that.`,
      { option: name },
    )
  try {
    http.setGlobalProxyFromEnv(environment)
  } catch (thrown) {
    // The address is not shown: it may hold a password.
    throw new LabError(
      'option',
      `A proxy in ${name} is not an address that Lathe can use. Give it as http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT.`,
      { option: name },
      thrown,
    )
  }
  used = true
}
