// exits.mjs of an exported set: the program that a person runs it with, in Node or in a browser.

/** Executed by the tests as it is. */
export const javascript = String.raw`// Runs this folder: each text leaves after the first layer that is sure enough, and no later layer is computed for it.
//
//   npm install onnxruntime-node @huggingface/transformers
//   node exits.mjs "a text" "another one"
//
// In a program: const model = await openExits(folder); await model.answer(['a text', ['a text', 'and its pair']])
// In a browser: import * as ort from 'onnxruntime-web', and new ExitModel(ort, tokenizer, manifest, sessions) with a session
// for each of manifest.layers; onnxruntime-web takes the files in "data" as the option externalData.

const rowsAtOnce = 32

/** The model in a folder, with onnxruntime-node. */
export async function openExits(folder) {
  const { readFile } = await import('node:fs/promises')
  const { join, resolve } = await import('node:path')
  const { default: ort } = await import('onnxruntime-node')
  const { AutoTokenizer } = await import('@huggingface/transformers')
  const manifest = JSON.parse(await readFile(join(folder, 'exits.json'), 'utf8'))
  const tokenizer = await AutoTokenizer.from_pretrained(resolve(folder), { local_files_only: true })
  const sessions = []
  for (const { file } of manifest.layers) sessions.push(await ort.InferenceSession.create(join(folder, file)))
  return new ExitModel(ort, tokenizer, manifest, sessions)
}

export class ExitModel {
  constructor(ort, tokenizer, manifest, sessions) {
    Object.assign(this, { ort, tokenizer, manifest, sessions })
  }

  /**
   * What the model says of texts, or of pairs [text, text]: { layer, label, probability, probabilities }, or { layer, value } for
   * numbers; layer 1 is the first. exit: { rule, threshold }, one threshold or one for each layer.
   */
  async answer(texts, exit = this.manifest.exit) {
    const answers = []
    for (let start = 0; start < texts.length; start += rowsAtOnce)
      answers.push(...(await this.answerBatch(texts.slice(start, start + rowsAtOnce), exit)))
    return answers
  }

  async answerBatch(texts, exit) {
    const { layers, agreement } = this.manifest
    const answers = new Array(texts.length)
    let rows = texts.map((_, index) => ({ index, leaves: leaver(exit, agreement) }))
    let feeds = this.encode(texts)
    for (let l = 0; l < layers.length; l++) {
      const inputs = Object.fromEntries(layers[l].inputs.map((name) => [name, feeds[name]]))
      const { logits, doubt, next_states: states } = await this.sessions[l].run(inputs)
      const stay = []
      rows.forEach(({ index, leaves }, b) => {
        const said = Array.from(rowOf(logits, b))
        // Whoever has come to the last layer leaves there.
        if (l === layers.length - 1 || leaves(said, doubt?.data[b])) answers[index] = this.say(said, l + 1)
        else stay.push(b)
      })
      if (stay.length === 0) break
      // Rows that have left are taken out of the batch.
      const all = { ...feeds, states }
      feeds = stay.length === rows.length ? all : this.keep(all, stay)
      rows = stay.map((b) => rows[b])
    }
    return answers
  }

  /** The inputs int64 [texts, tokens] that the first layer reads, padded on the right. */
  encode(texts) {
    const rows = texts.map((text) => this.encodeOne(...[text].flat()))
    const longest = Math.max(...rows.map(({ input_ids: ids }) => ids.length))
    const layout = (name, padding) => {
      const data = new BigInt64Array(rows.length * longest).fill(BigInt(padding))
      rows.forEach((row, b) => data.set(row[name].map(BigInt), b * longest))
      return new this.ort.Tensor('int64', data, [rows.length, longest])
    }
    return {
      input_ids: layout('input_ids', this.tokenizer.pad_token_id ?? 0),
      attention_mask: layout('attention_mask', 0),
      token_type_ids: layout('token_type_ids', 0),
    }
  }

  /** The tokens of a text or a pair; of long ones the end is cut, and the special tokens stay, which the library would cut off. */
  encodeOne(text, pair) {
    const { input_ids: ids, token_type_ids: types } = this.tokenizer(text, { text_pair: pair, return_tensor: false })
    const keep = new Array(ids.length).fill(true)
    const parts = [text, pair].filter((part) => part !== undefined)
    const bare = parts.map((part) => this.tokenizer(part, { add_special_tokens: false, return_tensor: false }).input_ids)
    const kept = longestFirst(
      bare.map((part) => part.length),
      ids.length - this.manifest.maxLength,
    )
    let from = 0
    bare.forEach((part, i) => {
      const start = ids.findIndex((_, at) => at >= from && part.every((id, j) => ids[at + j] === id))
      from = start + part.length
      keep.fill(false, start + kept[i], from)
    })
    const some = (values) => values.filter((_, at) => keep[at])
    return {
      input_ids: some(ids),
      attention_mask: some(ids).map(() => 1),
      token_type_ids: some(types ?? ids.map(() => 0)),
    }
  }

  /** Some rows of every tensor. */
  keep(tensors, rows) {
    const kept = Object.entries(tensors).map(([name, tensor]) => {
      const width = tensor.data.length / tensor.dims[0]
      const data = new tensor.data.constructor(rows.length * width)
      rows.forEach((b, i) => data.set(rowOf(tensor, b), i * width))
      return [name, new this.ort.Tensor(tensor.type, data, [rows.length, ...tensor.dims.slice(1)])]
    })
    return Object.fromEntries(kept)
  }

  say(logits, layer) {
    const { task, labels } = this.manifest
    if (task === 'regress') return { layer, value: logits[0] }
    const probabilities = softmax(logits)
    const best = probabilities.indexOf(Math.max(...probabilities))
    return { layer, label: labels[best], probability: probabilities[best], probabilities }
  }
}

/** Hears one layer after another of one text, and says of each whether the text leaves there. */
function leaver({ rule, threshold }, agreement) {
  let layer = 0
  let agreed = 0
  let last
  return (logits, doubt) => {
    const limit = Array.isArray(threshold) ? (threshold[layer] ?? threshold.at(-1)) : threshold
    layer++
    if (rule === 'certainty') return 1 / (1 + Math.exp(-doubt)) < limit
    if (rule === 'patience') {
      const number = logits.length === 1
      const answer = number ? logits[0] : logits.indexOf(Math.max(...logits))
      const same = last !== undefined && (number ? Math.abs(answer - last) < agreement : answer === last)
      agreed = same ? agreed + 1 : 0
      last = answer
      return agreed >= limit
    }
    const p = softmax(logits)
    if (rule === 'probability') return Math.max(...p) >= limit
    const entropy = p.reduce((sum, x) => (x > 0 ? sum - x * Math.log(x) : sum), 0)
    return entropy / Math.log(p.length) < limit
  }
}

/** The lengths of one or two texts without as many tokens: the longer one gives way until both are as long, then both do. */
function longestFirst(lengths, over) {
  if (over <= 0) return lengths
  if (lengths.length === 1) return [lengths[0] - over]
  const [first, second] = lengths
  const room = first + second - over
  const shorter = Math.min(first, second, Math.floor(room / 2))
  return first > second ? [room - shorter, shorter] : [shorter, room - shorter]
}

function softmax(logits) {
  const largest = Math.max(...logits)
  const powers = logits.map((z) => Math.exp(z - largest))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((x) => x / sum)
}

function rowOf({ data, dims }, b) {
  const width = data.length / dims[0]
  return data.subarray(b * width, (b + 1) * width)
}

// Where it is the program, and not a part of one
if (import.meta.main) {
  const model = await openExits(import.meta.dirname)
  for (const answer of await model.answer(process.argv.slice(2))) console.log(JSON.stringify(answer))
}
`
