// What every service works with.
import type { EventName, Payload } from '../../shared/contract.ts'
import type { Home } from '../home.ts'
import type { Hub } from '../hub/connection.ts'
import type { HostPlatform } from '../host/platform.ts'
import type { Store } from '../store/store.ts'

export interface Context {
  readonly home: Home
  readonly store: Store
  readonly platform: HostPlatform
  readonly hub: Hub
  /** Tells every client. */
  emit<E extends EventName>(event: E, payload: Payload<E>): void
}
