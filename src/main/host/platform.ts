// What the services need from the program around them. Two of them exist: Electron and plain Node.
import type { FileRef } from '../../shared/host.ts'
import type { FromWorker, ToWorker } from '../../shared/jobs.ts'

/** How a worker process ended, and the last of what it wrote to its error output. */
export interface WorkerEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly stderr: string
}

/** A forked worker process. Listeners are set at once after the fork. */
export interface WorkerProcess {
  send(message: ToWorker): void
  onMessage(listener: (message: FromWorker) => void): void
  /** Called once, after the last message. */
  onEnd(listener: (end: WorkerEnd) => void): void
  /** Ends it this moment. */
  kill(): void
}

/** Keeps one secret: the token for the Hub. */
export interface SecretStore {
  /** Where it is kept, in words for people. */
  readonly keeper: string
  read(): Promise<string | null>
  write(secret: string): Promise<void>
  clear(): Promise<void>
}

export interface HostPlatform {
  readonly kind: 'electron' | 'node'
  readonly secrets: SecretStore
  forkWorker(): WorkerProcess
  /** The path behind a reference that the client gave. Throws LabError `file` for one it cannot know. */
  pathOf(file: FileRef): string
  /** Whether the client may name folders to write to (the command line may, a browser may not). */
  readonly trustsPaths: boolean
  /** Where a browser fetches an export as one file. */
  downloadOf?(run: string, format: string): string
  /** Shows a folder in the system's file manager. */
  reveal?(folder: string): void
}
