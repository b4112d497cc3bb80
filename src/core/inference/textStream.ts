// Tokens as they come -> the text that each one adds.
import type { Tokenizer } from '../tokens/tokenizer.ts'

export class TextStream {
  private readonly tokenizer: Tokenizer
  private readonly ids: number[]
  private told: string

  /** Texts of `before` and the tokens after it are decoded together: some tokenizers drop a space that comes first. */
  constructor(tokenizer: Tokenizer, before: readonly number[]) {
    this.tokenizer = tokenizer
    this.ids = [...before]
    this.told = tokenizer.decode(before)
  }

  /** What `id` adds; '' while it is only a part of a character. */
  push(id: number): string {
    this.ids.push(id)
    const text = this.tokenizer.decode(this.ids)
    return text.endsWith(incomplete) ? '' : this.tell(text)
  }

  /** What is left when no more tokens come. */
  end(): string {
    return this.tell(this.tokenizer.decode(this.ids))
  }

  private tell(text: string): string {
    const added = text.slice(this.told.length)
    this.told = text
    return added
  }
}

/** How bytes that are no whole character are decoded. */
const incomplete = '\ufffd'
