// Keeps a secret in a file that only its owner may read, where the program around has no keychain.
import { chmod, readFile, rm } from 'node:fs/promises'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { diskError } from '../../core/files/diskError.ts'
import type { SecretStore } from './platform.ts'

export function fileSecrets(folder: string): SecretStore {
  const path = join(folder, 'hub-token')
  return {
    keeper: `${path}, which only your account on this machine may read`,
    read: async () => (await readFile(path, 'utf8').catch(() => '')).trim() || null,
    write: async (secret) => {
      const temporary = `${path}.tmp`
      try {
        // Made with these rights: the secret is at no moment in a file that others may read.
        await rm(temporary, { force: true })
        const file = await open(temporary, 'wx', 0o600)
        await file.writeFile(secret).finally(() => file.close())
        await chmod(temporary, 0o600)
        await rename(temporary, path)
      } catch (thrown) {
        await rm(temporary, { force: true })
        throw diskError(path, thrown)
      }
    },
    clear: () => rm(path, { force: true }),
  }
}
