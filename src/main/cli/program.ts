// The whole command line: commands, exit codes, errors.
import { Command, CommanderError } from 'commander'
import { LabError } from '../../shared/labError.ts'
import { latheVersion } from '../services/app.ts'
import { serveUntilSignal } from '../serveNode.ts'
import type { CommandEnvironment, CommonOptions } from './commandLab.ts'
import { addEvaluate } from './evaluate.ts'
import { addChanged } from './changed.ts'
import { addCombine, addImportAdapter } from './adapters.ts'
import { addHub } from './hub.ts'
import { addLadder } from './ladder.ts'
import { addLists } from './lists.ts'
import { wholeNumber } from './parsers.ts'
import { addPretrain } from './pretrain.ts'
import { addResume, addTrain } from './train.ts'
import { addExits } from './exits.ts'
import { addExport } from './export.ts'
import { addPredict } from './predict.ts'
import { addWriting } from './write.ts'
import { addRecipes } from './recipe.ts'
import { addZeroShot } from './zeroShot.ts'

/** Runs one command. Returns the exit code: 0 done, 1 an error (told on stderr), 2 used wrongly. */
export async function runCli(words: readonly string[], environment: CommandEnvironment): Promise<number> {
  try {
    await makeProgram(environment).parseAsync(words, { from: 'user' })
    return 0
  } catch (thrown) {
    // Commander has told its own errors already; --help and --version end with 0.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    const error = LabError.from(thrown)
    process.stderr.write(`${error.message}\n`)
    if (error.code === 'internal') console.error(thrown)
    return error.code === 'usage' ? 2 : 1
  }
}

/** Whether a program's first word names a command (and not, say, a file to open). */
export function isCommand(word: string | undefined, environment: CommandEnvironment): boolean {
  return word !== undefined && makeProgram(environment).commands.some((command) => command.name() === word)
}

function makeProgram(environment: CommandEnvironment): Command {
  const program = new Command('lathe')
    .description('Lathe: a lab for fine-tuning pre-trained language models.')
    .version(latheVersion())
    .exitOverride()
  addTrain(program, environment)
  addResume(program, environment)
  addLadder(program, environment)
  addPredict(program, environment)
  addEvaluate(program, environment)
  addWriting(program, environment)
  addZeroShot(program, environment)
  addRecipes(program, environment)
  addExits(program, environment)
  addExport(program, environment)
  addChanged(program, environment)
  addImportAdapter(program, environment)
  addCombine(program, environment)
  addLists(program, environment)
  addHub(program, environment)
  addPretrain(program, environment)
  program
    .command('serve')
    .description('Open the laboratory in a browser on this machine.')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber, 0)
    .action(({ home, port }: CommonOptions & { port: number }) =>
      serveUntilSignal({ ...(home === undefined ? {} : { home }), port }),
    )
  for (const command of program.commands) {
    command.option(
      '--home <folder>',
      'where database and files lie (otherwise LATHE_HOME, or the system’s place)',
    )
    if (command.name() !== 'serve') command.option('--json', 'print one JSON document and nothing else')
  }
  return program
}
