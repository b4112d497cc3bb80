// How curves are looked at: x axis, smoothing, logarithm. One choice for all charts, kept for the next visit.
import { useLocalStorage } from '@mantine/hooks'
import type { Axis } from './series.ts'

export interface ChartView {
  readonly axis: Axis
  /** Weight of the past in the moving average, 0 to 0.99. */
  readonly smoothing: number
  readonly log: boolean
}

export function useChartView(): [ChartView, (view: ChartView) => void] {
  const [view, setView] = useLocalStorage<ChartView>({
    key: 'chartView',
    defaultValue: { axis: 'step', smoothing: 0.8, log: false },
    getInitialValueInEffect: false,
  })
  return [view, setView]
}
