// The parts of a Markdown text that are worth telling apart for reading.

export interface CardPart {
  readonly kind: 'heading' | 'text' | 'code'
  readonly text: string
}

/** Headings, fenced code and tables (both as code), and what lies between as text. */
export function cardParts(markdown: string): CardPart[] {
  const parts: CardPart[] = []
  let block: string[] = []
  let fenced = false
  const end = (kind: CardPart['kind']): void => {
    const text = block.join('\n').trimEnd()
    if (text.trim() !== '') parts.push({ kind, text: kind === 'code' ? text : text.trim() })
    block = []
  }
  for (const line of markdown.split(/\r?\n/)) {
    const isTable = block.length > 0 && block.every((one) => one.startsWith('|'))
    if (/^\s*(```|~~~)/.test(line)) {
      end(fenced ? 'code' : isTable ? 'code' : 'text')
      fenced = !fenced
    } else if (fenced) block.push(line)
    else if (isTable !== line.startsWith('|') && block.length > 0) {
      end(isTable ? 'code' : 'text')
      add(line)
    } else add(line)
  }
  end(fenced || block.every((one) => one.startsWith('|')) ? 'code' : 'text')
  return parts

  function add(line: string): void {
    const heading = /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1]
    if (heading === undefined) {
      if (line.trim() === '') end('text')
      else block.push(line)
      return
    }
    end('text')
    parts.push({ kind: 'heading', text: heading })
  }
}
