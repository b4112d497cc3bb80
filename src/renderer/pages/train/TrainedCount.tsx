// How many weights a method trains, exactly and as a share of the model.
import { Text } from '@mantine/core'
import type { RunPlan } from '../../../shared/runInfo.ts'
import { count, parameterShare } from '../../ui/format.ts'

/** The head is new in every method, so what a method itself adds stands first. */
export function TrainedCount({ plan }: { readonly plan: RunPlan }) {
  const { trainableParameters: all, headParameters: head, totalParameters: total } = plan
  const own = all - head
  const nothingOfItsOwn = own === 0 || all === total
  const shown = nothingOfItsOwn ? all : own
  return (
    <div>
      <Text size="sm">
        <b>{count(shown)}</b> weights, {parameterShare(shown, total)}
      </Text>
      {!nothingOfItsOwn && (
        <Text size="xs" c="dimmed">
          {count(all)} with the head, {parameterShare(all, total)}
        </Text>
      )}
    </div>
  )
}
