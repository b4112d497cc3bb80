// Writes a whole T5 model folder of a few hundred kilobytes: the golden config of a version, the golden tokenizer, random weights to fit.
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeJsonAtomic } from '../core/files/atomic.ts'
import { elementCount } from '../core/files/safetensorsHeader.ts'
import { writeSafetensors } from '../core/files/safetensorsWriter.ts'
import { readingGraph, writingGraph } from '../core/inference/encoderDecoderGraphs.ts'
import { openEncoderDecoder } from '../core/models/open.ts'
import { loadTokenizer } from '../core/tokens/tokenizer.ts'
import { random } from '../shared/random.ts'
import { goldenFolder } from './golden.ts'

/** Equal every time. */
export async function writeTinyT5(folder: string, version: 't5' | 't5-gated' = 't5-gated'): Promise<void> {
  await mkdir(folder, { recursive: true })
  const tokenizerFolder = goldenFolder(join('tokenizers', 't5'))
  for (const name of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(tokenizerFolder, name), join(folder, name))
  const { vocabularySize } = await loadTokenizer(folder)
  const config = JSON.parse(await readFile(join(goldenFolder(version), 'config.json'), 'utf8')) as object
  await writeJsonAtomic(join(folder, 'config.json'), { ...config, vocab_size: vocabularySize })
  const model = await openEncoderDecoder(folder)
  const parameters = new Map([readingGraph(model), writingGraph(model)].flatMap((g) => [...g.parameters]))
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    [...parameters].map(([name, { shape }]) => {
      const stream = random(7, name)
      // Norms lie around 1.
      const mean = shape.length === 1 ? 1 : 0
      const data = Float32Array.from({ length: elementCount(shape) }, () => mean + 0.3 * stream.normal())
      return { name, shape, data }
    }),
  )
}
