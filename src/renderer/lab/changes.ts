// What fine-tuning changed in a run, as the host has it: made, being made, or not yet.
import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../shared/contract.ts'
import { lab } from './lab.ts'
import { queries } from './queries.ts'

const keyOf = (id: string): string[] => ['changes', id]

lab.on('changes.progress', ({ id, progress }) => {
  if (progress)
    queries.setQueryData<Output<'changes.get'>>(
      keyOf(id),
      (known) => known && { ...known, working: true, progress },
    )
  else void queries.invalidateQueries({ queryKey: keyOf(id) })
})

export const useChange = (id: string) =>
  useQuery({ queryKey: keyOf(id), queryFn: () => lab.call('changes.get', { id }) })

/** Resolves when it is made, or was stopped. */
export async function makeChange(id: string): Promise<void> {
  const made = lab.call('changes.make', { id })
  // From now on there is progress to show.
  await queries.invalidateQueries({ queryKey: keyOf(id) })
  await made
}

export const stopChange = (id: string) => lab.call('changes.stop', { id })
