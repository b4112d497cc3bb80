// What a run costs on this machine, measured by itself once its set-up has stood still for a moment.
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { RunSpec } from '../../../shared/run.ts'
import { lab } from '../../lab/lab.ts'
import { useRuns } from '../../lab/queries.ts'
import { hasEnded } from '../../ui/runNames.ts'

/** Milliseconds without a change before the measurement begins. */
const pause = 1000

/**
 * The measurement of `spec`, kept per spec: an answer to an earlier set-up is never shown for a later one. `planned`
 * says that the plan of this very spec is known to be good. While a run trains nothing is measured unasked, because
 * both would be slow; `refetch` measures in any case.
 */
export function useProbe(spec: RunSpec | null, planned: boolean) {
  const shape = JSON.stringify({ ...spec, name: '' })
  const [settled] = useDebouncedValue(shape, pause)
  const training = useRuns().data?.some((run) => !hasEnded(run))
  const probe = useQuery({
    queryKey: ['probe', shape],
    queryFn: () => lab.call('runs.probe', { spec: spec! }),
    enabled: spec !== null && planned && settled === shape && training === false,
    retry: false,
  })
  return { ...probe, training: training === true }
}
