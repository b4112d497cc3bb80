// One thing at a time; of what waits, the newest comes first: whoever types wants to know of what stands there now.

export class NewestFirst {
  private readonly waiting: (() => Promise<void>)[] = []
  private busy = false

  /** What `work` gives or throws, once it has had its turn. */
  do<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push(() => work().then(resolve, reject))
      void this.goOn()
    })
  }

  private async goOn(): Promise<void> {
    if (this.busy) return
    this.busy = true
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) await next()
    this.busy = false
  }
}
