// Keeps a secret encrypted by the system's keychain (Keychain, DPAPI, libsecret or KWallet).
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { safeStorage } from 'electron'
import { writeFileAtomic } from '../core/files/atomic.ts'
import { fileSecrets } from './host/fileSecrets.ts'
import type { SecretStore } from './host/platform.ts'

/** The keychain's store; a file of the owner's where the system has no keychain. Only after Electron is ready. */
export async function electronSecrets(folder: string): Promise<SecretStore> {
  // basic_text is Linux without a keychain: a key that everybody knows.
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : ''
  if (backend === 'basic_text' || !(await safeStorage.isAsyncEncryptionAvailable()))
    return fileSecrets(folder)
  const path = join(folder, 'hub-token.encrypted')
  return {
    keeper: 'the keychain of this system',
    read: async () => {
      const bytes = await readFile(path).catch(() => null)
      if (bytes === null) return null
      // Unreadable where the keychain was reset or belongs to another account: it has to be entered again.
      return safeStorage.decryptStringAsync(bytes).then(
        ({ result }) => result,
        () => null,
      )
    },
    write: async (secret) => writeFileAtomic(path, [await safeStorage.encryptStringAsync(secret)]),
    clear: () => rm(path, { force: true }),
  }
}
