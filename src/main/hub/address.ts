// Names and addresses on the Hub: where it is, which model, which revision. What people type is checked here.
import { LabError } from '../../shared/labError.ts'

export const officialHub = 'https://huggingface.co'

/** The Hub's address: HF_ENDPOINT names a mirror. Throws LabError `option` for one that is no web address. */
export function hubEndpoint(environment: NodeJS.ProcessEnv): string {
  const text = environment['HF_ENDPOINT']?.trim() || officialHub
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new LabError(
      'option',
      'HF_ENDPOINT is not the address of a Hub. Give it as https://NAME, without user and password, or unset it.',
      { option: 'HF_ENDPOINT' },
    )
  return text.replace(/\/+$/, '')
}

/**
 * A model's name from what a person typed: "ORG/NAME", an old name without ORG, or the address of its page. The name
 * becomes part of addresses and of a folder's name. Throws LabError `option` for anything that is no name on the Hub.
 */
export function repoName(text: string, endpoint: string): string {
  const page = [endpoint, officialHub].find((hub) => text.startsWith(`${hub}/`))
  const name = page === undefined ? text : text.slice(page.length + 1).split(/[?#]|\/tree\/|\/blob\//)[0]!
  const parts = name.split('/')
  if (parts.length > 2 || !parts.every(isPart))
    throw new LabError(
      'option',
      `"${text}" is not the name of a model on the Hub. Names look like google-bert/bert-base-uncased: letters, digits, ".", "_" and "-".`,
      { repo: text },
    )
  return name
}

function isPart(part: string): boolean {
  return /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?$/.test(part) && !/--|\.\.|\.git$/.test(part)
}

/** A branch, tag, commit or refs/pr/N. It becomes a path below refs/. Throws LabError `option` for anything else. */
export function revisionName(text: string): string {
  const sound =
    text.length <= 200 && text.split('/').every((part) => /^[^\s\p{C}~^:?*[\]\\<>|"]+$/u.test(part))
  if (!sound || /\.\.|^\.|\/\.|\.$|\.lock$|@\{/.test(text))
    throw new LabError(
      'option',
      `"${text}" is not a revision. Give a branch, a tag, a commit, or a pull request as refs/pr/1.`,
      { revision: text },
    )
  return text
}

/** Where a file's bytes are fetched. */
export function fileAddress(endpoint: string, repo: string, commit: string, file: string): string {
  return `${endpoint}/${repo}/resolve/${commit}/${encodeURIComponent(file)}`
}
