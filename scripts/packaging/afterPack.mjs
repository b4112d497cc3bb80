// electron-builder calls this on every unpacked app: it drops the binaries of the other processor and makes sure
// that those of this one are there.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** electron-builder's numbers for processors (its enum Arch). */
const processors = { 1: 'x64', 3: 'arm64' }

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack({ appOutDir, arch, electronPlatformName: platform, packager }) {
  const processor = processors[arch]
  if (!processor) throw new Error(`Lathe has no native parts for processor ${arch}.`)
  const modules = join(packager.getResourcesDir(appOutDir), 'app.asar.unpacked', 'node_modules')
  const runtimes = join(modules, 'onnxruntime-node', 'bin', 'napi-v6', platform)
  const databases = join(modules, 'better-sqlite3', 'prebuilds')
  keepOnly(runtimes, processor)
  keepOnly(databases, `${platform}-${processor}.node`)
}

/**
 * @param {string} folder
 * @param {string} name
 */
function keepOnly(folder, name) {
  if (!existsSync(join(folder, name))) throw new Error(`${name} is missing in ${folder}.`)
  for (const other of readdirSync(folder))
    if (other !== name) rmSync(join(folder, other), { recursive: true })
}
