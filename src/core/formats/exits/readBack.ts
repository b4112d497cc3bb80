// The second path to the answers of an exported set: only from its files, and not by the graphs that trained.
import { join } from 'node:path'
import { exitLayer, type LayerAnswer } from '../../../shared/exits/rules.ts'
import { partNames } from '../../inference/exits/layerParts.ts'
import { Session, type Feeds } from '../../runtime/session.ts'
import type { TokenRow } from '../../tokens/pack.ts'
import { cpu, paddedFeeds, rowsAtOnce } from '../readBack.ts'
import { readManifest } from './manifest.ts'

/** The logits [rows, outputs] that rows leave an exported set with, by the rule in its manifest. */
export async function exitLogits(folder: string, rows: readonly TokenRow[]): Promise<Float32Array> {
  const { layers, exit, agreement } = await readManifest(folder)
  const answers = rows.map((): LayerAnswer[] => [])
  let states: Feeds[] = []
  for (const { file, inputs, outputs } of layers) {
    const session = await Session.load(join(folder, file), cpu)
    const next: Feeds[] = []
    for (let start = 0; start < rows.length; start += rowsAtOnce) {
      const part = rows.slice(start, start + rowsAtOnce)
      const given = inputs.filter((name) => name !== partNames.states)
      const feeds = { ...paddedFeeds(part, given), ...states[start / rowsAtOnce] }
      const found = await session.run(feeds, Object.fromEntries(outputs.map((name) => [name, null])))
      const logits = found[partNames.logits]!
      const [doubts, after] = [found[partNames.doubt], found[partNames.next]]
      part.forEach((_, b) => {
        const width = logits.dims[1]!
        const said = (logits.data as Float32Array).slice(b * width, (b + 1) * width)
        answers[start + b]!.push({ logits: said, doubt: (doubts?.data as Float32Array | undefined)?.[b] })
      })
      next.push(after ? { [partNames.states]: after } : {})
    }
    states = next
    await session.release()
  }
  return Float32Array.from(
    answers.flatMap((layered) => Array.from(layered[exitLayer(exit, layered, agreement)]!.logits)),
  )
}
