// What the run at hand would cost, and what it would cost with the other methods.
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import type { AxisValue } from '../../../shared/axes.ts'
import type { RunPlan } from '../../../shared/runInfo.ts'
import type { RunSpec } from '../../../shared/run.ts'
import { lab } from '../../lab/lab.ts'

const withDraft = (spec: RunSpec | null) => ['plan', { ...spec, name: '' }]

/** The plan of `spec`; the one before stays until the new one is there. */
export const usePlan = (spec: RunSpec | null) =>
  useQuery({
    queryKey: withDraft(spec),
    queryFn: () => lab.call('runs.plan', { spec: spec! }),
    enabled: spec !== null,
    placeholderData: keepPreviousData,
    retry: false,
  })

/** A plan for each method with its default options on this dataset and model. */
export function useMethodPlans(
  spec: RunSpec | null,
  tunings: readonly AxisValue[],
): Readonly<Record<string, RunPlan | undefined>> {
  const answers = useQueries({
    queries: tunings.map(({ id }) => ({
      queryKey: ['methodPlan', spec?.dataset, spec?.model, spec?.objective, id],
      queryFn: () => lab.call('runs.plan', { spec: { ...spec!, tuning: { id, options: {} } } }),
      enabled: spec !== null,
      retry: false,
    })),
  })
  return Object.fromEntries(tunings.map(({ id }, i) => [id, answers[i]?.data]))
}
