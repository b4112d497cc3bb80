// The line from a worker process to its host: the same two functions under Electron's utilityProcess and Node's fork.
import type { FromWorker, ToWorker } from '../shared/jobs.ts'

export interface Port {
  send(message: FromWorker): void
  onMessage(listener: (message: ToWorker) => void): void
}

/** What utilityProcess puts on `process`; declared here because Electron's types would come with all of Electron. */
interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/**
 * Opens the line. A worker does not end itself after its last word: the host ends it once that word has arrived,
 * so no message is lost. When the host is gone, the worker ends at once; its checkpoints are whole at any moment.
 */
export function openPort(): Port {
  const utility = (process as { parentPort?: UtilityPort }).parentPort
  if (utility) {
    return {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
      send: (message) => utility.postMessage(message),
      onMessage: (listener) => utility.on('message', (event) => listener(event.data as ToWorker)),
    }
  }
  process.on('disconnect', () => process.exit(1))
  // Ctrl+C in a terminal and a shutdown reach every process; what becomes of the training is the host's decision.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
  return {
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', (message) => listener(message as ToWorker)),
  }
}
