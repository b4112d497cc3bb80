// A text for each of some names, as a person writes it in one line: "positive=great, negative=terrible".

/** What is written so far; a part without a name or a text does not count yet. */
export function readNamedTexts(line: string): Record<string, string> {
  return Object.fromEntries(
    line.split(',').flatMap((part) => {
      const at = part.lastIndexOf('=')
      const [name, text] = [part.slice(0, at).trim(), part.slice(at + 1).trim()]
      return at < 0 || name === '' || text === '' ? [] : [[name, text]]
    }),
  )
}

/** The same as one line. */
export const writeNamedTexts = (texts: Readonly<Record<string, string>>): string =>
  Object.entries(texts)
    .map(([name, text]) => `${name}=${text}`)
    .join(', ')
