// SwiftShader, the software Vulkan that comes with a Chromium: WebGPU in tests, without a graphics card.
import { existsSync } from 'node:fs'
import { delimiter, dirname } from 'node:path'

const ofDebian = '/usr/lib/chromium/vk_swiftshader_icd.json'

/**
 * Environment variables under which a new process finds a Vulkan driver, or null where there is none to find.
 * Chromium keeps Vulkan's loader beside the driver's description; a system without its own takes that one.
 */
export function softwareVulkan(): { readonly [name: string]: string } | null {
  const description = process.env['VK_ICD_FILENAMES'] ?? ofDebian
  if (!existsSync(description)) return null
  const libraries = [process.env['LD_LIBRARY_PATH'], dirname(description)].filter(Boolean)
  return { VK_ICD_FILENAMES: description, LD_LIBRARY_PATH: libraries.join(delimiter) }
}
