// Looks a model up on the Hub: facts, files, and whether Lathe can use it.
import { listFiles, listModels, type ListFileEntry, modelInfo } from '@huggingface/hub'
import { parseShardIndex } from '../../core/files/checkpoint.ts'
import type { HubModel, HubTask } from '../../shared/hub.ts'
import { LabError } from '../../shared/labError.ts'
import { fileAddress } from './address.ts'
import { fetchFor, type Hub, type HubSubject } from './connection.ts'
import { contentsOf, type HubFile } from './files.ts'
import { safetensorsRevision } from './conversion.ts'

/** What a search asks for; families are those that Lathe knows. */
export interface Search {
  readonly text: string
  readonly task?: HubTask | undefined
  readonly family?: string | undefined
  readonly maxParameters?: number | undefined
  readonly limit: number
  readonly families: readonly string[]
}

/** So many of the most downloaded hits are looked at: one answer of the Hub's. */
const looksAt = 300

const fields = ['tags', 'safetensors', 'cardData', 'config', 'sha'] as const
type Facts = Omit<HubModel, 'here'>

/** Models with safetensors weights of known families, most downloaded first. Throws as {@link Hub.fetch}. */
export async function searchHub(hub: Hub, search: Search): Promise<{ models: Facts[]; more: boolean }> {
  const { text, task, family, maxParameters = Number.POSITIVE_INFINITY, limit, families } = search
  const models: Facts[] = []
  let seen = 0
  for await (const entry of listModels({
    search: {
      query: text,
      tags: ['safetensors', ...(family === undefined ? [] : [family])],
      ...(task === undefined ? {} : { task }),
    },
    sort: 'downloads',
    limit: looksAt,
    // Not config: it may hold a long chat template, and the family is among the tags.
    additionalFields: ['tags', 'safetensors', 'cardData'],
    hubUrl: hub.endpoint,
    fetch: fetchFor(hub, {}),
  })) {
    seen++
    const facts = factsOf(entry, entry.tags.find((tag) => families.includes(tag)) ?? '')
    const quantised = entry.tags.some((tag) => /^([2-8]-bit|gptq|awq|mlx|bitsandbytes)$/.test(tag))
    if (facts.family === '' || quantised || (facts.parameters ?? 0) > maxParameters) continue
    if (models.length === limit) return { models, more: true }
    models.push(facts)
  }
  return { models, more: seen === looksAt }
}

/** One revision of a model, as {@link lookUp} finds it. */
export interface Found extends Facts {
  readonly commit: string
  readonly files: readonly HubFile[]
  /** Why it cannot be used, with a way out; empty where it can. */
  readonly problem: string
}

/** Facts and files of `repo` at `revision`. Throws as {@link Hub.fetch}, and LabError `model` for an index that names false files. */
export async function lookUp(
  hub: Hub,
  {
    repo,
    revision,
    families,
    onWait,
  }: HubSubject & { repo: string; revision: string; families: readonly string[] },
  signal?: AbortSignal,
): Promise<Found> {
  const subject = { repo, revision, ...(onWait === undefined ? {} : { onWait }) }
  const asked = { hubUrl: hub.endpoint, fetch: fetchFor(hub, subject, signal) }
  const info = await modelInfo({ ...asked, name: repo, revision, additionalFields: [...fields] })
  // An old name such as "gpt2" is answered with today's.
  const { name, sha: commit } = info
  if (!/^[0-9a-f]{40}$/.test(commit))
    throw new LabError(
      'network',
      `${hub.endpoint} does not tell the commit of ${repo}. Try another mirror.`,
      { repo },
    )
  const entries: ListFileEntry[] = []
  for await (const entry of listFiles({ ...asked, repo: { type: 'model', name }, revision: commit }))
    entries.push(entry)
  let contents = contentsOf(entries)
  let refused = ''
  try {
    if (contents.index !== null) contents = contentsOf(entries, await shardsOf(contents.index))
  } catch (thrown) {
    // A gated model shows its files but not what is in them.
    if (!(thrown instanceof LabError && thrown.code === 'access')) throw thrown
    refused = thrown.message
  }
  const config = (info.config ?? {}) as { model_type?: unknown; quantization_config?: unknown }
  const family = typeof config.model_type === 'string' ? config.model_type : ''
  return {
    ...factsOf(info, family),
    commit,
    files: contents.files,
    problem: await problemOf(),
  }

  async function shardsOf(index: HubFile): Promise<string[]> {
    const address = fileAddress(hub.endpoint, name, commit, index.name)
    const response = await hub.fetch(address, signal === undefined ? {} : { signal }, subject)
    return [...new Set(parseShardIndex(await response.text(), address).values())]
  }

  async function problemOf(): Promise<string> {
    if (family !== '' && !families.includes(family))
      return `It is of the family "${family}". Lathe knows ${families.join(', ')}.`
    if (config.quantization_config !== undefined)
      return 'Its weights are quantised, and quantised weights cannot be trained. Take the original model.'
    if (refused !== '') return refused
    const hasWeights = contents.files.some(({ name: file }) => file.endsWith('.safetensors'))
    const [pickle] = contents.pickles
    if (!hasWeights && pickle !== undefined) {
      const danger = `It has its weights only as ${pickle}, a pickle file, and opening a pickle can run any program hidden in it.`
      const converted = await safetensorsRevision(hub, name, signal)
      return converted === null
        ? `${danger} Ask for a safe copy at ${hub.endpoint}/spaces/safetensors/convert and then name its revision (refs/pr/N), or convert it where you trust it: in Python, AutoModel.from_pretrained("${name}").save_pretrained("FOLDER", safe_serialization=True).`
        : `${danger} The Hub has made a safe copy: take the revision ${converted}.`
    }
    if (!hasWeights) return 'It has no model.safetensors. Choose a model with weights in safetensors form.'
    if (!contents.hasTokenizer)
      return 'It has no tokenizer.json or vocab.txt, so its texts cannot be cut into tokens. Choose a model that has one.'
    return ''
  }
}

interface Listed {
  readonly name: string
  readonly task?: string
  readonly likes: number
  readonly downloads: number
  readonly updatedAt: Date
  readonly gated: false | 'auto' | 'manual'
  readonly tags?: readonly string[]
  readonly safetensors?:
    { readonly parameters: Readonly<Record<string, number>>; readonly total: number } | undefined
  readonly cardData?: unknown
}

const elementBytes: Readonly<Record<string, number>> = { F64: 8, I64: 8, F32: 4, I32: 4, F16: 2, BF16: 2 }

function factsOf(entry: Listed, family: string): Facts {
  const { tags = [], safetensors } = entry
  const counts = Object.entries(safetensors?.parameters ?? {})
  const card = (entry.cardData ?? {}) as { license?: unknown; license_name?: unknown }
  const named = card.license === 'other' ? (card.license_name ?? 'other') : card.license
  return {
    repo: entry.name,
    task: entry.task ?? '',
    family,
    parameters: safetensors?.total ?? null,
    weightBytes:
      counts.length === 0 ? null : counts.reduce((sum, [type, n]) => sum + n * (elementBytes[type] ?? 1), 0),
    licence:
      typeof named === 'string'
        ? named
        : (tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length) ?? 'unknown'),
    downloads: entry.downloads ?? 0,
    likes: entry.likes ?? 0,
    updated: Number.isNaN(entry.updatedAt.getTime()) ? '' : entry.updatedAt.toISOString(),
    gated: Boolean(entry.gated),
  }
}
