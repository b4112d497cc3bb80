// Finds the built window's files. Used by both hosts, so a path can leave the folder in neither.
import { existsSync, statSync } from 'node:fs'
import { extname, join, resolve, sep } from 'node:path'
import { contentSecurityPolicy } from '../../shared/csp.ts'
import { projectFolder } from '../resources.ts'

/** Headers of everything that either host answers. */
export const securityHeaders = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
}

export function contentType(file: string): string {
  return types[extname(file)] ?? 'application/octet-stream'
}

export function windowFolder(): string {
  return join(projectFolder(), 'out', 'renderer')
}

/**
 * The file of `folder` behind an address's path. Paths without an extension are places inside the window and get
 * index.html. Undefined where there is no such file, or where the path leads out of the folder.
 */
export function windowFile(folder: string, pathname: string): string | undefined {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  if (path.includes('\0')) return undefined
  const file = resolve(folder, `.${extname(path) === '' ? '/index.html' : path}`)
  if (!file.startsWith(resolve(folder) + sep)) return undefined
  return existsSync(file) && statSync(file).isFile() ? file : undefined
}
