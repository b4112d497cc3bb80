// The Node host with the double as its trainer, for looking at the window without training anything.
import { serveUntilSignal } from '../../main/serveNode.ts'
import { doubleTrainer } from './samples.ts'

const [home, port] = process.argv.slice(2)
await serveUntilSignal({
  ...(home === undefined ? {} : { home }),
  port: Number(port ?? 0),
  entry: doubleTrainer,
})
