#!/usr/bin/env node
// Entry of the command line.
import { runCli } from './cli/program.ts'
import { forkNode } from './host/nodePlatform.ts'
import { workerEntry } from './host/workerEntry.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  kind: 'node',
  forkWorker: () => forkNode(workerEntry()),
})
