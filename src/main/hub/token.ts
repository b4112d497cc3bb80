// The token for gated and private models: entered in Lathe, else as every Hugging Face tool finds it.
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { HubToken } from '../../shared/hub.ts'
import type { SecretStore } from '../host/platform.ts'

interface Known extends HubToken {
  /** Never sent to a client, logged, or stored anywhere but in the secret store. */
  readonly token: string | null
}

/** The token in force. One entered in Lathe comes first, because that was said last and here. */
export async function findToken(secrets: SecretStore, environment = process.env): Promise<Known> {
  const entered = await secrets.read()
  if (entered !== null)
    return {
      token: entered,
      source: 'lathe',
      sentence: `You entered it here. It is kept in ${secrets.keeper}.`,
    }
  const name = ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'].find((one) => environment[one]?.trim())
  if (name !== undefined)
    return {
      token: environment[name]!.trim(),
      source: 'environment',
      sentence: `It comes from the environment variable ${name}.`,
    }
  const file = environment['HF_TOKEN_PATH'] ?? join(hubHome(environment), 'token')
  const token = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (token !== '')
    return { token, source: 'file', sentence: `It comes from ${file}, where Hugging Face tools keep it.` }
  return { token: null, source: 'none', sentence: 'There is none. Open models need none.' }
}

function hubHome(environment: NodeJS.ProcessEnv): string {
  const { HF_HOME: home, XDG_CACHE_HOME: caches } = environment
  return home ?? join(caches ?? join(homedir(), '.cache'), 'huggingface')
}
