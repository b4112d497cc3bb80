// Every axis value that Lathe has.
import type { AxisValue } from '../shared/contract.ts'
import type { RunSpec } from '../shared/run.ts'

export function catalog(): { objectives: AxisValue[]; tunings: AxisValue[]; exits: AxisValue[] } {
  return { objectives: [], tunings: [], exits: [] }
}

export function resolveSpec(spec: RunSpec): RunSpec {
  return spec
}
