// The tokens that end a text, as a model folder names them.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const named = z.object({ eos_token_id: z.union([z.number(), z.array(z.number())]).nullish() })

/** `eos_token_id` of generation_config.json, else of config.json; none where neither names one. */
export async function endTokens(folder: string): Promise<number[]> {
  for (const name of ['generation_config.json', 'config.json']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '{}')
    const ids = named.safeParse(JSON.parse(text)).data?.eos_token_id
    if (ids != null) return [ids].flat()
  }
  return []
}
