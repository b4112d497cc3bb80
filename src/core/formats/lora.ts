// LoRA's settings in PEFT's terms, and the weight update that an adapter stands for.

/** A LoRA adapter's settings. `targetModules` are endings of module names, e.g. "query" or "output.dense". */
export interface LoraSettings {
  readonly rank: number
  readonly alpha: number
  readonly dropout: number
  /** Scale alpha / sqrt(rank) instead of alpha / rank. */
  readonly rsLora: boolean
  readonly targetModules: readonly string[]
}

/** The factor on B A: alpha / rank, or alpha / sqrt(rank) with rsLora. */
export function loraScale({ rank, alpha, rsLora }: LoraSettings): number {
  return alpha / (rsLora ? Math.sqrt(rank) : rank)
}

/** W += scale B A in place, for W [out, in], A [rank, in], B [out, rank], all row by row. */
export function addLora(
  w: Float32Array,
  a: Float32Array,
  b: Float32Array,
  rank: number,
  scale: number,
): void {
  const into = a.length / rank
  const row = new Float64Array(into)
  for (let o = 0; o < w.length / into; o++) {
    row.fill(0)
    for (let r = 0; r < rank; r++) {
      const factor = scale * b[o * rank + r]!
      for (let i = 0; i < into; i++) row[i]! += factor * a[r * into + i]!
    }
    for (let i = 0; i < into; i++) w[o * into + i]! += row[i]!
  }
}

/** "x.query.lora_A.weight" as its module and matrix; null for the name of any other tensor. */
export function parseLoraName(name: string): { module: string; matrix: 'A' | 'B' } | null {
  const match = /^(.+)\.lora_([AB])\.weight$/.exec(name)
  return match ? { module: match[1]!, matrix: match[2] as 'A' | 'B' } : null
}

/** The name of one matrix of a module's LoRA pair. */
export function loraName(module: string, matrix: 'A' | 'B'): string {
  return `${module}.lora_${matrix}.weight`
}
