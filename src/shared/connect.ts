// The client's half of the contract. Types only: no schema may enter the window's bundle (zod compiles code, the CSP forbids it).
import type { CallName, EventName, Input, Output, Payload } from './contract.ts'
import { LabError } from './labError.ts'
import type { Connection, Event, Request, Response } from './wire.ts'

/** The laboratory as its clients see it. */
export interface Lab {
  call<C extends CallName>(call: C, input: Input<C>): Promise<Output<C>>
  /** Listens to an event; returns the way to stop listening. */
  on<E extends EventName>(event: E, listener: (payload: Payload<E>) => void): () => void
}

/** A typed client over `connection`. Calls under way are rejected with `disconnected` when it closes. */
export function connect(connection: Connection): Lab {
  const pending = new Map<number, { resolve(output: never): void; reject(error: LabError): void }>()
  const listeners = new Map<string, Set<(payload: never) => void>>()
  let next = 1
  connection.onMessage((raw) => {
    const message = raw as Response | Event
    if ('event' in message) {
      listeners.get(message.event)?.forEach((listener) => listener(message.payload as never))
      return
    }
    const call = pending.get(message.id)
    pending.delete(message.id)
    if (message.ok) call?.resolve(message.output as never)
    else call?.reject(new LabError(message.error.code, message.error.message, message.error.details))
  })
  connection.onClose(() => {
    for (const call of pending.values())
      call.reject(
        new LabError('disconnected', 'The connection to Lathe was lost. Reload the page once it runs again.'),
      )
    pending.clear()
  })
  return {
    call: (call, input) =>
      new Promise((resolve, reject) => {
        const id = next++
        pending.set(id, { resolve, reject })
        connection.send({ id, call, input } satisfies Request)
      }),
    on: (event, listener) => {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => set.delete(listener)
    },
  }
}
