// The laboratory this window works with, and whether it can be reached.
import { useSyncExternalStore } from 'react'
import { connect } from '../../shared/connect.ts'
import { electronLink, webSocketLink } from './connection.ts'

const link = window.labHost
  ? electronLink(window.labHost)
  : webSocketLink(`${location.origin.replace(/^http/, 'ws')}/ws`)

/** Every call and event of the contract. */
export const lab = connect(link.connection)

// Optimistic: the first moments of opening are no loss of connection.
let connected = true
let everConnected = false
const listeners = new Set<() => void>()
const onReconnect = new Set<() => void>()

link.onChange((now) => {
  const again = now && everConnected && !connected
  connected = now
  everConnected ||= now
  for (const listener of listeners) listener()
  if (again) for (const listener of onReconnect) listener()
})

/** Runs `listener` whenever the connection is back; what was sent in between has been missed. */
export function whenReconnected(listener: () => void): void {
  onReconnect.add(listener)
}

/** False while the laboratory cannot be reached. */
export function useConnected(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => connected,
  )
}
