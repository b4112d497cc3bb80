// Entry of the Node host: the same laboratory as the desktop's, in a browser on this machine.
import { parseArgs } from 'node:util'
import { LabError } from '../shared/labError.ts'
import { serveUntilSignal } from './serveNode.ts'

try {
  const { values } = parseArgs({ options: { home: { type: 'string' }, port: { type: 'string' } } })
  await serveUntilSignal({
    ...(values.home === undefined ? {} : { home: values.home }),
    port: Number(values.port ?? 0),
  })
  process.exit(0)
} catch (thrown) {
  console.error(LabError.from(thrown).message)
  process.exit(1)
}
