#!/usr/bin/env node
// Entry of the command line.
import { runCli } from './cli/program.ts'
import { fileSecrets } from './host/fileSecrets.ts'
import { forkNode } from './host/nodePlatform.ts'
import { workerEntry } from './host/workerEntry.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  kind: 'node',
  secretsIn: fileSecrets,
  forkWorker: () => forkNode(workerEntry()),
})
