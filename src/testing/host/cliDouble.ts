// The command line with the double as its trainer.
import { runCli } from '../../main/cli/program.ts'
import { forkNode } from '../../main/host/nodePlatform.ts'
import { doubleTrainer } from './samples.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  kind: 'node',
  forkWorker: () => forkNode(doubleTrainer),
})
