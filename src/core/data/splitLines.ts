// Cuts a stream of text into lines.

/**
 * The lines of `chunks` without their line ends (LF or CR LF). A last line without an end counts; an empty rest does not.
 * Not node:readline, which also cuts at U+2028 and U+2029: those may stand inside a JSON string.
 */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
  }
  if (rest !== '') yield rest.endsWith('\r') ? rest.slice(0, -1) : rest
}
