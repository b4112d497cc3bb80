// What travels between a client and a host, whatever carries it (Electron's IPC, a WebSocket, a test's pair).
import type { LabErrorCode, LabErrorDetails } from './labError.ts'

export interface Request {
  readonly id: number
  readonly call: string
  readonly input: unknown
}

export type Response =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | {
      readonly id: number
      readonly ok: false
      readonly error: { code: LabErrorCode; message: string; details: LabErrorDetails }
    }

export interface Event {
  readonly event: string
  readonly payload: unknown
}

/** Two-way JSON messages. The only thing a transport has to offer. */
export interface Connection {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
}
