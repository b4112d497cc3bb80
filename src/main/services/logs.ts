// A run's log: remarks of its process and what it wrote to its error output.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Handlers } from '../../shared/serve.ts'
import type { Context } from './context.ts'
import { findRun } from './runInfo.ts'

export function logService(context: Context): Pick<Handlers, 'runs.log'> {
  return {
    'runs.log': ({ id }) => {
      findRun(context, id)
      try {
        return { text: readFileSync(join(context.home.run(id), 'log.txt'), 'utf8') }
      } catch {
        return { text: '' }
      }
    },
  }
}
