// The two ways to a laboratory: the desktop's bridge and a WebSocket to the host that served this page.
import type { Connection } from '../../shared/wire.ts'

/** What the preload script offers the window on the desktop. */
export interface LabHost {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  pathForFile(file: File): string
}

declare global {
  interface Window {
    readonly labHost?: LabHost
  }
}

/** A connection that knows whether it stands. `onChange` hears true when it (re)opens and false when it is lost. */
export interface Link {
  readonly connection: Connection
  onChange(listener: (connected: boolean) => void): void
}

/** The desktop's bridge: it lives as long as the window does. */
export function electronLink(host: LabHost): Link {
  return {
    connection: { send: host.send, onMessage: host.onMessage, onClose: () => {} },
    onChange: (listener) => listener(true),
  }
}

const longestPause = 5000

/** A WebSocket to `url` that opens again by itself. Messages sent while it is away wait for it. */
export function webSocketLink(url: string): Link {
  const onMessage: ((message: unknown) => void)[] = []
  const onClose: (() => void)[] = []
  const onChange: ((connected: boolean) => void)[] = []
  let waiting: string[] = []
  let socket: WebSocket
  let pause = 250

  const open = (): void => {
    socket = new WebSocket(url)
    socket.onopen = () => {
      pause = 250
      for (const text of waiting) socket.send(text)
      waiting = []
      for (const listener of onChange) listener(true)
    }
    socket.onmessage = (event) => {
      const message: unknown = JSON.parse(String(event.data))
      for (const listener of onMessage) listener(message)
    }
    socket.onclose = () => {
      waiting = []
      for (const listener of onClose) listener()
      for (const listener of onChange) listener(false)
      setTimeout(open, pause)
      pause = Math.min(pause * 2, longestPause)
    }
  }
  open()

  return {
    connection: {
      send: (message) => {
        const text = JSON.stringify(message)
        if (socket.readyState === WebSocket.OPEN) socket.send(text)
        else waiting.push(text)
      },
      onMessage: (listener) => void onMessage.push(listener),
      onClose: (listener) => void onClose.push(listener),
    },
    onChange: (listener) => void onChange.push(listener),
  }
}
