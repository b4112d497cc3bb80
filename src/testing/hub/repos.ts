// What a made-up Hub holds: repositories with revisions, files and the metadata that the real one derives from them.
import { createHash } from 'node:crypto'

export type Files = Readonly<Record<string, string | Uint8Array>>

export interface Repo {
  /** Files of the main branch. */
  readonly files: Files
  /** Files of other branches, tags and pull requests, by name. */
  readonly revisions?: Readonly<Record<string, Files>>
  readonly task?: string
  readonly tags?: readonly string[]
  readonly licence?: string
  readonly downloads?: number
  /** Only those who accepted the licence, with this token, may read its files. */
  readonly gatedFor?: string
  /** Pull requests of the Hub's converter. */
  readonly conversions?: readonly number[]
}

export interface Snapshot {
  readonly commit: string
  readonly files: ReadonlyMap<string, Buffer>
}

/** The files of `revision`, which may be a name or a commit; undefined where there is none. */
export function snapshotOf(repo: Repo, revision: string): Snapshot | undefined {
  const named: Readonly<Record<string, Files>> = { main: repo.files, HEAD: repo.files, ...repo.revisions }
  const all = Object.entries(named).map(([name, files]) => ({ name, ...snapshot(files) }))
  return all.find(({ name, commit }) => name === revision || commit === revision)
}

const snapshots = new WeakMap<Files, Snapshot>()
const digests = new WeakMap<Buffer, string>()

/** Made once for each set of files: hashing large ones takes a while. */
function snapshot(given: Files): Snapshot {
  const known = snapshots.get(given)
  if (known) return known
  const files = new Map(Object.entries(given).map(([name, content]) => [name, Buffer.from(content)]))
  const commit = createHash('sha1')
  for (const [name, content] of files) commit.update(`${name}\0`).update(content)
  const made = { commit: commit.digest('hex'), files }
  snapshots.set(given, made)
  return made
}

/** Whether the Hub keeps a file beside Git, under its SHA-256. */
export function isLarge(name: string): boolean {
  return /\.(safetensors|bin|pt|model)$/.test(name)
}

export function sha256(content: Buffer): string {
  const digest = digests.get(content) ?? createHash('sha256').update(content).digest('hex')
  digests.set(content, digest)
  return digest
}

export function gitSha1(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}

/** One entry of api/models/NAME/tree/REVISION. */
export function treeEntry(path: string, content: Buffer): object {
  const pointer = Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(content)}\nsize ${content.length}\n`,
  )
  return {
    type: 'file',
    path,
    size: content.length,
    oid: gitSha1(isLarge(path) ? pointer : content),
    ...(isLarge(path)
      ? { lfs: { oid: sha256(content), size: content.length, pointerSize: pointer.length } }
      : {}),
  }
}

/** The document of api/models/NAME/revision/REVISION, and an entry of api/models. */
export function modelDocument(name: string, repo: Repo, { commit, files }: Snapshot): object {
  const config = JSON.parse(files.get('config.json')?.toString() ?? '{}') as { model_type?: string }
  const weights = [...files].filter(([file]) => file.endsWith('.safetensors'))
  const parameters: Record<string, number> = {}
  for (const [, content] of weights)
    for (const [dtype, count] of counts(content)) parameters[dtype] = (parameters[dtype] ?? 0) + count
  const total = Object.values(parameters).reduce((sum, count) => sum + count, 0)
  return {
    _id: gitSha1(Buffer.from(name)),
    id: name,
    sha: commit,
    private: false,
    gated: repo.gatedFor === undefined ? false : 'manual',
    pipeline_tag: repo.task ?? 'fill-mask',
    tags: tagsOf(repo, files, config.model_type),
    downloads: repo.downloads ?? 0,
    likes: 1,
    lastModified: '2026-01-02T03:04:05.000Z',
    config,
    cardData: repo.licence === undefined ? {} : { license: repo.licence },
    ...(weights.length === 0 ? {} : { safetensors: { parameters, total } }),
  }
}

export function tagsOf(repo: Repo, files: ReadonlyMap<string, Buffer>, family = ''): string[] {
  const safe = [...files.keys()].some((name) => name.endsWith('.safetensors'))
  return [...(safe ? ['safetensors'] : []), ...(family === '' ? [] : [family]), ...(repo.tags ?? [])]
}

/** Numbers of elements by type, from a safetensors header. */
function counts(content: Buffer): [string, number][] {
  try {
    const length = Number(content.readBigUInt64LE(0))
    const header = JSON.parse(content.toString('utf8', 8, 8 + length)) as Record<
      string,
      { dtype?: string; shape?: number[] }
    >
    return Object.values(header).flatMap(({ dtype, shape }) =>
      dtype === undefined || shape === undefined ? [] : [[dtype, shape.reduce((a, b) => a * b, 1)]],
    )
  } catch {
    return []
  }
}
