// The command line with the double as its trainer.
import { runCli } from '../../main/cli/program.ts'
import { fileSecrets } from '../../main/host/fileSecrets.ts'
import { forkNode } from '../../main/host/nodePlatform.ts'
import { doubleTrainer } from './samples.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  kind: 'node',
  secretsIn: fileSecrets,
  forkWorker: () => forkNode(doubleTrainer),
})
