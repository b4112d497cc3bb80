// Answers app://lab/...: the built window's files and nothing else.
import { readFile } from 'node:fs/promises'
import { contentType, securityHeaders, windowFile } from './windowFiles.ts'
import { isOwnAddress } from './windowAddress.ts'

export async function answerAppRequest(address: string, folder: string): Promise<Response> {
  const file = isOwnAddress(address) ? windowFile(folder, new URL(address).pathname) : undefined
  if (!file) return new Response('Not found.\n', { status: 404, headers: securityHeaders })
  const headers = { ...securityHeaders, 'Content-Type': contentType(file) }
  return new Response(new Uint8Array(await readFile(file)), { headers })
}
