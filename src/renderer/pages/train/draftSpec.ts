// A run as it is being set up: a spec whose options hold only what differs from the defaults.
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { RunSpec, RunSpecInput } from '../../../shared/run.ts'

export interface DraftSpec {
  readonly name: string
  readonly dataset: string
  readonly model: string
  /** The run whose weights it starts from; empty starts anew. */
  readonly start: string
  readonly objective: { readonly id: string; readonly options: Record<string, unknown> }
  readonly tuning: {
    readonly id: string
    readonly options: Record<string, unknown>
    /** A second method that trains together with it. */
    readonly and?: { readonly id: string; readonly options: Record<string, unknown> } | undefined
  }
  readonly exit: { readonly id: string; readonly options: Record<string, unknown> }
  readonly training: Record<string, unknown>
  readonly split: Record<string, unknown>
  readonly seed: number
  readonly device: RunSpec['device']
  readonly threads: number
}

export const emptySpec: DraftSpec = {
  name: '',
  dataset: '',
  model: '',
  start: '',
  objective: { id: 'classify', options: {} },
  tuning: { id: 'lora', options: {} },
  exit: { id: 'none', options: {} },
  training: {},
  split: {},
  seed: 13,
  device: 'auto',
  threads: 0,
}

/** The same again: another run's spec to start from, without its name. */
export function specFrom(run: RunInfo): DraftSpec {
  return { ...run.spec, name: '' }
}

/** Another run's model and method, to go on from its weights on the rows of `dataset`. */
export function specOnFrom({ id, spec }: RunInfo, dataset: string): DraftSpec {
  const { model, objective, tuning } = spec
  return { ...emptySpec, dataset, model, objective, tuning, start: id }
}

/** The draft as the host takes it; it checks every option. An emptied field (null) goes back to its default. */
export function inputOf(draft: DraftSpec, nullable: readonly string[]): RunSpec {
  const filled = (options: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(options).filter(([name, value]) => value !== null || nullable.includes(name)),
    )
  const input: RunSpecInput = {
    ...draft,
    training: filled(draft.training),
    split: filled(draft.split),
  }
  // The contract's type has every default filled in; the host fills them in on arrival.
  return input as RunSpec
}
