// What a part of `npm test` counted.

export interface Skip {
  readonly name: string
  readonly why: string
}

export interface Counts {
  passed: number
  failed: number
  skipped: Skip[]
}

/** What some tests need and a machine may lack. A skipped test says "needs " and one of these names. */
export type Capabilities = ReadonlyMap<string, boolean>

/** The skips that this machine gives no reason for: what they need is there, or they name no need. */
export function unexcused(skips: readonly Skip[], capabilities: Capabilities): Skip[] {
  return skips.filter(({ why }) => {
    const need = /^needs (.+)$/.exec(why)?.[1]
    return need === undefined || capabilities.get(need) === true
  })
}
