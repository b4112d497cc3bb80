// What every family keeps to, whatever its layers: the hooks, names that checkpoints have, linear layers that can be adapted.
import { describe, expect, test } from 'vitest'
import { goldenFamilies, goldenFolder } from '../../testing/golden.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { batchInputs } from './batchInputs.ts'
import type { Model } from './family.ts'
import { compose, type Hooks } from './hooks.ts'
import { linearLayers } from './linearLayers.ts'
import { openModel } from './open.ts'
import { pooled } from './pooled.ts'

const still = { hidden: 0, attention: 0, classifier: 0 }

/** Writes the model up to what a head reads. */
function write(model: Model, hooks: Hooks): Graph {
  const g = createGraph({ training: false })
  const c = { g, batch: batchInputs(g), hooks: compose(hooks), deviation: 1 }
  pooled(c, model, still)
  return g
}

describe.for(goldenFamilies)('%s', async (family) => {
  const model = await openModel(goldenFolder(family))
  const checkpoint = await openCheckpoint(goldenFolder(family))
  await checkpoint.close()

  test('calls each hook once where it belongs', () => {
    const calls: string[] = []
    const seen = (call: string): void => void calls.push(call)
    write(model, {
      embed: (_, x) => (seen(`embed [${x.shape.join(' ')}]`), x),
      attend: (_, at, layer) => (seen(`attend ${layer}`), at),
      afterSublayer: (_, y, { layer, kind }) => (seen(`${kind} ${layer}`), y),
      afterLayer: (_, x, layer) => (seen(`afterLayer ${layer}`), x),
      head: (_, x) => (seen(`head [${x.shape.join(' ')}]`), x),
    })
    const { layers, hidden } = model.facts
    const layer = (i: number): string[] => [
      `attend ${i}`,
      `attention ${i}`,
      `feedForward ${i}`,
      `afterLayer ${i}`,
    ]
    expect(calls).toEqual([
      `embed [M ${hidden}]`,
      ...Array.from({ length: layers }, (_, i) => layer(i)).flat(),
      `head [B ${hidden}]`,
    ])
  })

  test('its linear layers are matrices of the checkpoint, those of LoRA’s default among them', () => {
    const layers = linearLayers(model)
    for (const name of layers) expect(checkpoint.tensors.get(`${name}.weight`)?.shape).toHaveLength(2)
    for (const target of model.queryAndValue)
      expect(layers.some((name) => name.endsWith(`.${target}`))).toBe(true)
  })

  test('the bare model’s checkpoint, whose names lack the prefix, is known as well', () => {
    const bare = new Set([...checkpoint.tensors.keys()].map((name) => name.replace(/^[^.]+\./, '')))
    const { parameters } = write(model, {})
    // The head of the pre-training is no part of the bare model.
    const isHeads = (name: string): boolean =>
      (model.head.shared ?? []).some((module) => name.startsWith(`${module}.`))
    const inModel = [...parameters.keys()].filter((name) => checkpoint.tensors.has(name) && !isHeads(name))
    expect(inModel.length).toBeGreaterThan(15)
    for (const name of inModel) expect(model.aliases(name).some((alias) => bare.has(alias))).toBe(true)
  })
})
