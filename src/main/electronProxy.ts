// The proxy that the system's settings name, for a program that was started from a menu and has no variables.
import { session } from 'electron'
import { officialHub } from './hub/address.ts'

/** Makes it HTTPS_PROXY, unless that is set. Only after Electron is ready. */
export async function adoptSystemProxy(): Promise<void> {
  if (process.env['HTTPS_PROXY'] ?? process.env['https_proxy']) return
  const answer = await session.defaultSession.resolveProxy(officialHub)
  const [, address] = /^PROXY ([^;\s]+)/.exec(answer) ?? []
  if (address !== undefined) process.env['HTTPS_PROXY'] = `http://${address}`
}
