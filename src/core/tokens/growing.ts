// Typed arrays that grow as numbers are appended: millions of numbers without millions of objects.

/** Appends numbers, then hands them over without spare room. */
export interface Growing<A> {
  readonly length: number
  push(value: number): void
  /** All numbers so far, as an array of exactly that length. */
  take(): A
}

/** Growing 32-bit integers. */
export function growingInts(): Growing<Int32Array<ArrayBuffer>> {
  return growing((length) => new Int32Array(length))
}

/** Growing bytes. */
export function growingBytes(): Growing<Uint8Array<ArrayBuffer>> {
  return growing((length) => new Uint8Array(length))
}

function growing<A extends Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  make: (length: number) => A,
): Growing<A> {
  let values = make(1024)
  let length = 0
  return {
    get length() {
      return length
    },
    push: (value) => {
      if (length === values.length) {
        const larger = make(2 * length)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    take: () => values.slice(0, length) as A,
  }
}
