// What a method's card shows: what it trains, drawn, told and counted.
import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { AxisValue } from '../../../shared/axes.ts'
import type { RunPlan } from '../../../shared/runInfo.ts'
import { EncoderDrawing } from './EncoderDrawing.tsx'
import { TrainedCount } from './TrainedCount.tsx'

interface MethodFaceProps {
  readonly method: AxisValue
  readonly plan: RunPlan | undefined
  readonly title: ReactNode
  /** Below everything else. */
  readonly children?: ReactNode
}

export function MethodFace({ method: { id, summary }, plan, title, children }: MethodFaceProps) {
  return (
    <Stack gap="xs">
      <EncoderDrawing tunings={[id]} />
      <Stack gap={4}>
        {title}
        <Text size="sm">{summary}</Text>
        {plan && <TrainedCount plan={plan} />}
        {children}
      </Stack>
    </Stack>
  )
}
