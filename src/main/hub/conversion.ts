// Finds the safetensors copy of a pickle model that the Hub's own converter has offered as a pull request.
import { z } from 'zod'
import type { Hub } from './connection.ts'

const answer = z.object({
  discussions: z.array(
    z.object({
      num: z.number().int(),
      title: z.string(),
      status: z.string(),
      isPullRequest: z.boolean(),
      author: z.object({ name: z.string() }).nullish(),
    }),
  ),
})

/** "refs/pr/N", or null where there is none or the Hub does not tell. Only the converter's own account is believed. */
export async function safetensorsRevision(
  hub: Hub,
  repo: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const query = 'type=pull_request&status=open&author=SFconvertbot'
  const response = await hub
    .fetch(
      `${hub.endpoint}/api/models/${repo}/discussions?${query}`,
      signal === undefined ? {} : { signal },
      { repo },
    )
    .catch(() => null)
  const parsed = answer.safeParse(await response?.json().catch(() => null))
  const found = parsed.data?.discussions.find(
    ({ title, status, isPullRequest, author }) =>
      isPullRequest && status === 'open' && author?.name === 'SFconvertbot' && /safetensors/i.test(title),
  )
  return found === undefined ? null : `refs/pr/${found.num}`
}
