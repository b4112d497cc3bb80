// Turns the way a worker process died into a sentence that helps.
import { LabError } from '../../shared/labError.ts'
import type { WorkerEnd } from '../host/platform.ts'

const memoryWords = /bad_alloc|out of memory|allocation failed|not enough memory|failed to allocate|ENOMEM/i
/** 137 = 128 + SIGKILL, as a shell or container reports it; 0xC0000017 = STATUS_NO_MEMORY on Windows. */
const memoryCodes = new Set([137, 0xc0000017])

/** The error for a worker that ended without its last word and that nobody here killed. */
export function explainEnd(end: WorkerEnd): LabError {
  const how = end.signal ?? (end.code === null ? 'no exit code' : `exit code ${end.code}`)
  const details = { signal: end.signal, code: end.code }
  // Linux ends the largest process with SIGKILL when memory runs out; it says nothing on stderr.
  if (end.signal === 'SIGKILL' || memoryCodes.has(end.code ?? 0) || memoryWords.test(end.stderr))
    return new LabError(
      'memory',
      `The process ended (${how}), most likely because memory ran out. Use a smaller batch, fewer tokens per ` +
        'micro-batch, shorter texts or a smaller model, or close other programs, and continue.',
      details,
    )
  const lastLine = end.stderr.trim().split('\n').at(-1) ?? ''
  return new LabError(
    'crashed',
    `The process ended without a word (${how}${lastLine && `: ${lastLine}`}). Continue goes on from the last ` +
      'checkpoint. If it happens again, choose another device; the log says more.',
    details,
  )
}
