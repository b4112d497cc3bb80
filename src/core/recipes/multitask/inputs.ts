// What the works of a multi-task training are given, and what the first of them hands on.
import type { TaskPrompts } from './taskPrompts.ts'

export type AskedTask = TaskPrompts & {
  readonly dataset: string
  readonly name: string
}

export type MixInput = {
  readonly tasks: readonly AskedTask[]
  /** Most rows of a task. */
  readonly cap: number
  /** Of a prompt in tokens: texts are cut here, so that no template is cut in training. */
  readonly maxLength: number
}

export type Mixed = {
  /** The id of the dataset that was made. */
  readonly dataset: string
  readonly words: readonly string[]
  readonly tasks: readonly {
    readonly name: string
    readonly rows: number
    readonly templates: readonly string[]
  }[]
}

export type JudgeInput = {
  readonly tasks: readonly AskedTask[]
  readonly run: string
  /** Most rows of a task. */
  readonly scored: number
  readonly maxLength: number
}
