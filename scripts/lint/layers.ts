// Lint plugin: who may import whom. The order of `layers` is the architecture; README shows it as a picture.
import { dirname, relative, resolve, sep } from 'node:path'

/** A folder imports only from folders above it in this list. */
export const layers = [
  'shared',
  'core/files',
  'core/data',
  'core/tokens',
  'core/graph',
  'core/models',
  'core/prompts',
  'core/tuning',
  'core/objectives',
  'core/exits',
  'core/catalog',
  'core/runtime',
  'core/training',
  'core/inference',
  'core/baselines',
  'core/changes',
  'core/formats',
  'core/recipes',
  'worker',
  'main',
  'preload',
  'renderer',
]

/** These see nothing of the laboratory but its vocabulary. */
const onlyShared = ['preload', 'renderer']

/** Packages with one home: the files that may import them, as a pattern on the path below src/. */
const homes: readonly { readonly packages: RegExp; readonly home: RegExp; readonly where: string }[] = [
  { packages: /^onnxruntime-node$/, home: /^core\/runtime\//, where: 'src/core/runtime' },
  { packages: /^better-sqlite3$/, home: /^main\/store\//, where: 'src/main/store' },
  {
    packages: /^electron$/,
    home: /^(main\/electron\w*\.ts$|preload\/)/,
    where: 'src/main/electron*.ts and src/preload',
  },
  { packages: /^@huggingface\/hub$/, home: /^main\/hub\//, where: 'src/main/hub' },
  { packages: /^ws$/, home: /^main\//, where: 'src/main' },
  { packages: /^(react|react-dom|recharts|@mantine\/.*)$/, home: /^renderer\//, where: 'src/renderer' },
  { packages: /^node:/, home: /^(core|worker|main)\//, where: 'src/core, src/worker and src/main' },
]

const exempt = /(\.test(-d)?\.tsx?$|^testing\/)/

/** What is wrong with `file` importing `source`, or null. `file` is an absolute path inside `root`/src. */
export function importTrouble(root: string, file: string, source: string): string | null {
  const from = belowSrc(root, file)
  if (from === null || exempt.test(from)) return null
  if (!source.startsWith('.')) {
    const home = homes.find(({ packages }) => packages.test(packageName(source)))
    return home === undefined || home.home.test(from) ? null : `"${source}" is for ${home.where} only.`
  }
  const to = belowSrc(root, resolve(dirname(file), source))
  if (to === null) return null
  const importer = layerOf(from)
  const imported = layerOf(to)
  if (importer === imported && importer !== null) return null
  if (importer === null) return `${from} lies in no layer; add its folder to scripts/lint/layers.ts.`
  if (imported === null) return `${to} lies in no layer and is for tests only.`
  if (imported === 'shared') return null
  if (onlyShared.includes(importer)) return `src/${importer} may import from src/shared and itself only.`
  return layers.indexOf(imported) < layers.indexOf(importer)
    ? null
    : `src/${importer} lies above src/${imported} and may not import from it.`
}

/** The path below src/ with forward slashes; null for files elsewhere. */
function belowSrc(root: string, file: string): string | null {
  const path = relative(resolve(root, 'src'), file).split(sep).join('/')
  return path.startsWith('../') || path === '' ? null : path
}

function layerOf(path: string): string | null {
  return layers.find((layer) => path.startsWith(`${layer}/`)) ?? null
}

function packageName(source: string): string {
  if (source.startsWith('node:')) return source
  const parts = source.split('/')
  return parts.slice(0, source.startsWith('@') ? 2 : 1).join('/')
}

interface Node {
  readonly source?: { readonly value?: unknown } | null
}
interface Context {
  readonly filename: string
  readonly cwd: string
  report(problem: { node: object; message: string }): void
}

const imports = {
  create(context: Context) {
    const check = (node: Node): void => {
      const source = node.source?.value
      if (typeof source !== 'string') return
      const message = importTrouble(context.cwd, context.filename, source)
      if (message !== null) context.report({ node, message })
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    }
  },
}

/** Only the Electron host talks to the window: `webContents.send` and its kin stay in src/main/electron*.ts. */
const windowMessages = {
  create(context: Context) {
    const path = belowSrc(context.cwd, context.filename)
    if (path === null || exempt.test(path) || /^main\/electron\w*\.ts$/.test(path)) return {}
    return {
      'MemberExpression[property.name="send"][object.property.name="webContents"]'(node: object) {
        context.report({ node, message: 'Only src/main/electron*.ts sends to the window.' })
      },
    }
  },
}

export default {
  meta: { name: 'lathe' },
  rules: { 'layer-imports': imports, 'window-messages': windowMessages },
}
