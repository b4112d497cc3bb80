// The file that a worker process runs: TypeScript under Node from the sources, bundled JavaScript from a build.
import { join } from 'node:path'
import { isBuilt, projectFolder } from '../resources.ts'

export function workerEntry(): string {
  return isBuilt()
    ? join(projectFolder(), 'out', 'main', 'trainer.js')
    : join(projectFolder(), 'src', 'worker', 'trainer.ts')
}
