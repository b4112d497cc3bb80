// What a run would answer before it has learned anything.
import type { Example } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { openSessions } from '../runtime/openSessions.ts'
import { tokenize } from '../tokens/table.ts'
import { logitsOf } from '../training/evaluate.ts'
import { openMethod, type RunFile } from '../training/method.ts'

/** Logits of `examples`, in order, with weights as a run of `file` begins with. Throws as openMethod. */
export async function untrainedLogits(
  modelFolder: string,
  file: RunFile,
  examples: readonly Example[],
  onNote: (sentence: string) => void,
): Promise<Float32Array[]> {
  const method = await openMethod(modelFolder, file)
  const { task, tokenizer, question } = method
  if (task.kind === 'tokens')
    throw new LabError('internal', 'A run that answers no row was asked for answers.')
  const graph = method.evaluationGraph()
  const { tensors } = await method.load(graph.parameters.values(), [])
  const { sessions } = await openSessions({ looking: graph }, file.spec, onNote)
  try {
    const maxLength = Math.min(file.spec.training.maxLength, method.maxLength)
    const table = await tokenize(examples, tokenizer, maxLength, question?.encode)
    return await logitsOf(sessions.looking, tensors, table)
  } finally {
    await sessions.looking.release()
  }
}
