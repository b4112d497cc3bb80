// A WebSocket as a Connection.
import type { WebSocket } from 'ws'
import type { Connection } from '../../shared/wire.ts'

/** A client that does not read is let go at this much unsent data; it comes back and asks for what it missed. */
const mostUnsent = 32 * 2 ** 20

export function socketConnection(socket: WebSocket): Connection {
  return {
    send: (message) => {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > mostUnsent) socket.terminate()
      else socket.send(JSON.stringify(message))
    },
    onMessage: (listener) =>
      void socket.on('message', (data) => {
        let message: unknown
        try {
          message = JSON.parse(String(data))
        } catch {
          return socket.close(1007, 'Not JSON')
        }
        listener(message)
      }),
    onClose: (listener) => void socket.on('close', listener),
  }
}
