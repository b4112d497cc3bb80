// How a run's scoring on another dataset stands, as the host has it.
import { useQuery } from '@tanstack/react-query'
import type { Input, Output } from '../../shared/contract.ts'
import { lab } from './lab.ts'
import { queries } from './queries.ts'

const keyOf = (id: string): string[] => ['scoring', id]

lab.on('runs.scoring', ({ id, dataset, progress }) => {
  if (progress)
    queries.setQueryData<Output<'runs.scoring'>>(
      keyOf(id),
      (known) => known && { ...known, working: { dataset, progress } },
    )
  else void queries.invalidateQueries({ queryKey: keyOf(id) })
})

export const useScoring = (id: string) =>
  useQuery({ queryKey: keyOf(id), queryFn: () => lab.call('runs.scoring', { id }) })

/** Resolves when the run is scored, or was stopped. */
export async function scoreRun(request: Input<'runs.evaluate'>): Promise<void> {
  const scored = lab.call('runs.evaluate', request)
  // From now on there is progress to show.
  await queries.invalidateQueries({ queryKey: keyOf(request.id) })
  await scored
}

export const stopScoring = (id: string) => lab.call('runs.stopScoring', { id })
