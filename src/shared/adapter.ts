// An adapter that another tool trained, on its way to become a run.
import type { RunSpec } from './run.ts'

/** What can be said of an adapter before its base model is chosen. */
export interface AdapterLook {
  /** What it is: "LoRA of PEFT". */
  readonly kind: string
  /** What it calls its base model; empty where it does not say. */
  readonly baseModel: string
  /** Names of its classes where it tells them; as many as it has, numbered, where it does not; none without classes. */
  readonly labels: readonly string[]
  /** Whether these are the names that it was trained with. */
  readonly labelsKnown: boolean
}

export interface AdapterWish {
  readonly name: string
  /** The base model: its id, for the run, and where it lies. */
  readonly model: string
  readonly modelFolder: string
  /** Class names in the order of the head's outputs; without them those that are known. */
  readonly labels?: readonly string[] | undefined
}

/** A run that came into being without training. */
export interface NewAdapter {
  readonly spec: RunSpec
  readonly trainableParameters: number
  readonly totalParameters: number
}

/** What an adapter has become. */
export interface ImportedAdapter extends NewAdapter {
  readonly kind: string
  readonly baseModel: string
}
