// Downloads from the Hugging Face Hub as the host has them, kept fresh by its news.
import { useQuery } from '@tanstack/react-query'
import type { HubDownload } from '../../shared/hub.ts'
import { lab } from './lab.ts'
import { queries } from './queries.ts'

const key = ['hub', 'downloads']

lab.on('hub.progress', (news) => {
  queries.setQueryData<HubDownload[]>(key, (list) => list && withNews(list, news))
  // What is on this machine changes what a search says of it.
  if (news.state === 'done')
    for (const part of ['models', 'hub']) void queries.invalidateQueries({ queryKey: [part] })
})

function withNews(list: readonly HubDownload[], news: HubDownload): HubDownload[] {
  if (news.state === 'done') return list.filter(({ id }) => id !== news.id)
  const known = list.some(({ id }) => id === news.id)
  return known ? list.map((one) => (one.id === news.id ? news : one)) : [...list, news]
}

/** Unfinished downloads; those that nobody runs are paused. */
export const useDownloads = () => useQuery({ queryKey: key, queryFn: () => lab.call('hub.downloads', {}) })

/** Starts a download or goes on with it. */
export async function download(repo: string, revision: string): Promise<HubDownload> {
  const started = await lab.call('hub.download', { repo, revision })
  await queries.invalidateQueries({ queryKey: key })
  return started
}

export async function pauseDownload(id: string): Promise<void> {
  await lab.call('hub.pause', { id })
  await queries.invalidateQueries({ queryKey: key })
}

/** Ends it and removes what has arrived. */
export async function cancelDownload(id: string): Promise<void> {
  await lab.call('hub.cancel', { id })
  await queries.invalidateQueries({ queryKey: key })
}
