// The one error that people see: what happened, to what, and what to do about it.

/** Every kind of trouble Lathe can report. The list is closed: the window chooses its help by code. */
export const labErrorCodes = [
  'file', // a file is missing, empty, unreadable or of the wrong kind
  'encoding', // text bytes that the chosen encoding cannot decode
  'column', // a column that does not exist or does not fit its role
  'row', // a row that cannot be read or used
  'label', // labels that do not fit the task
  'dataset', // a dataset as a whole cannot be used
  'model', // a model folder is incomplete or of an unknown family
  'tokenizer', // a tokenizer is missing or lacks a token
  'tensor', // a tensor is missing, has a wrong shape, or holds NaN
  'graph', // a training graph cannot be built
  'option', // an option has a value it cannot have
  'method', // methods that cannot be combined
  'device', // a device is not there or gave up
  'memory', // not enough memory
  'disk', // not enough room on disk, or no permission
  'checkpoint', // a checkpoint is damaged
  'export', // an exported file does not say what was trained
  'network', // the Hub cannot be reached, is out of order, or asks to wait
  'access', // the Hub refuses: a licence to accept, a token that is missing or wrong
  'run', // a run cannot do what was asked in its present state
  'crashed', // the training process ended without a word
  'notFound', // an id that nobody knows
  'wire', // a message that breaks the contract
  'disconnected', // the host went away
  'usage', // the command line was used wrongly
  'internal', // a bug
] as const

export type LabErrorCode = (typeof labErrorCodes)[number]

/** Facts behind an error: file, row, column, option, tensor, expected, got. Plain JSON. */
export type LabErrorDetails = Readonly<Record<string, string | number | boolean | null>>

/** An error for people. `message` is whole sentences: what happened, to what, what to do. */
export class LabError extends Error {
  readonly code: LabErrorCode
  readonly details: LabErrorDetails

  constructor(code: LabErrorCode, message: string, details: LabErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'LabError'
    this.code = code
    this.details = details
  }

  /** Any thrown value as a LabError; an unknown one becomes `internal` and keeps its own message. */
  static from(thrown: unknown): LabError {
    if (thrown instanceof LabError) return thrown
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return new LabError('internal', message, {}, thrown)
  }

  toJSON(): { code: LabErrorCode; message: string; details: LabErrorDetails } {
    return { code: this.code, message: this.message, details: this.details }
  }
}

/** The compiler's proof that every case was handled. */
export function assertNever(value: never, what: string): never {
  throw new LabError('internal', `Unexpected ${what}: ${JSON.stringify(value)}.`)
}
