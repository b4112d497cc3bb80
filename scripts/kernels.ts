// Assembles src/core/runtime/kernels.wat into kernelsBinary.ts. Run after editing the .wat; a test compares the two.
import { readFileSync, writeFileSync } from 'node:fs'
import wabt from 'wabt'

const source = new URL('../src/core/runtime/kernels.wat', import.meta.url)
const target = new URL('../src/core/runtime/kernelsBinary.ts', import.meta.url)

export async function assemble(): Promise<Buffer> {
  const { parseWat } = await wabt()
  const module = parseWat('kernels.wat', readFileSync(source, 'utf8'), { simd: true, threads: true })
  return Buffer.from(module.toBinary({}).buffer)
}

if (import.meta.main) {
  const base64 = (await assemble()).toString('base64')
  const lines = (base64.match(/.{1,100}/g) ?? []).map((line) => `  '${line}'`)
  writeFileSync(
    target,
    `// Made from kernels.wat by scripts/kernels.ts.\nexport const kernelsBinary =\n${lines.join(' +\n')}\n`,
  )
}
