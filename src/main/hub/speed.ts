// How fast bytes arrive, over the last seconds.

const windowMs = 5000

export class Speed {
  readonly #seen: { readonly at: number; readonly bytes: number }[] = []

  /** Speed and time left, given how many bytes of `total` are here now. */
  of(bytes: number, total: number): { bytesPerSecond: number; secondsLeft: number | null } {
    const at = performance.now()
    this.#seen.push({ at, bytes })
    while (this.#seen.length > 2 && this.#seen[0]!.at < at - windowMs) this.#seen.shift()
    const first = this.#seen[0]!
    const seconds = (at - first.at) / 1000
    const bytesPerSecond = seconds > 0 ? Math.max(0, (bytes - first.bytes) / seconds) : 0
    return { bytesPerSecond, secondsLeft: bytesPerSecond > 0 ? (total - bytes) / bytesPerSecond : null }
  }
}
