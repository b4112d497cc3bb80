// What the Hub's refusals and a lost connection mean, as sentences with a way out.
import { LabError } from '../../shared/labError.ts'

/** What a request was about. */
export interface Subject {
  readonly repo?: string
  readonly revision?: string
}

/** A response that is no success. The body is not shown: a mirror may put anything there. */
export function refusal(
  response: Response,
  { repo = '', revision = '' }: Subject,
  endpoint: string,
  hasToken: boolean,
): LabError {
  const { status } = response
  const reason = response.headers.get('x-error-code') ?? ''
  const details = { status, reason, repo, revision }
  const page = `${endpoint}/${repo}`
  const tokens = `${endpoint}/settings/tokens`
  if (reason === 'GatedRepo') return new LabError('access', gatedSentence(repo, endpoint, hasToken), details)
  if (status === 401 && hasToken && reason === '')
    return new LabError(
      'access',
      `The Hub does not accept your token. Make a new one at ${tokens}, and give it to Lathe on the Models page or as HF_TOKEN.`,
      details,
    )
  if (reason === 'RevisionNotFound')
    return new LabError(
      'notFound',
      `${repo} has no revision "${revision}". Its branches and tags are listed at ${page}/tree/main.`,
      details,
    )
  if (reason === 'EntryNotFound')
    return new LabError(
      'notFound',
      `A file of ${repo} is no longer on the Hub. Start the download again.`,
      details,
    )
  // Without a token the Hub says 401 for a model that does not exist, so that names of private ones cannot be guessed.
  if (repo !== '' && [401, 404].includes(status))
    return new LabError(
      'notFound',
      `There is no model "${repo}" on the Hub, or it is private. Check the name${hasToken ? '' : '; a private one needs a token'}.`,
      details,
    )
  if ([401, 403].includes(status))
    return new LabError(
      'access',
      `The Hub refuses this (${status}). Check at ${tokens} that your token may read${repo === '' ? '' : ` ${repo}`}.`,
      details,
    )
  if (status === 429)
    return new LabError(
      'network',
      `The Hub still asks to wait after several tries. Try again in some minutes${hasToken ? '' : '; with a token it allows more'}.`,
      details,
    )
  if (status >= 500)
    return new LabError(
      'network',
      `The Hub is out of order at the moment (${status}). Try again later.`,
      details,
    )
  return new LabError('network', `The Hub answered with ${status}, which Lathe does not understand.`, details)
}

export function gatedSentence(repo: string, endpoint: string, hasToken: boolean): string {
  const page = `${endpoint}/${repo}`
  return hasToken
    ? `The Hub has not given your token access to ${repo}. Accept its licence at ${page} with the same account; some authors then have to agree first.`
    : `${repo} is gated: its licence has to be accepted first. Accept it at ${page}, make a token with the right to read at ${endpoint}/settings/tokens, and give it to Lathe on the Models page or as HF_TOKEN.`
}

/** A request that got no answer, or an answer that broke off. */
export function unreachable(endpoint: string, thrown: unknown): LabError {
  const code = causeCode(thrown)
  const advice = /CERT|SSL|ISSUER/.test(code)
    ? 'Its certificate is not trusted here. Where a proxy looks into connections, name its certificate in NODE_EXTRA_CA_CERTS'
    : 'Check the connection, the proxy (HTTPS_PROXY, NO_PROXY) and HF_ENDPOINT where a mirror is used'
  return new LabError(
    'network',
    `${endpoint} cannot be reached${code === '' ? '' : ` (${code})`}. ${advice}. Models that are here already work without it.`,
    { cut: true, code },
    thrown,
  )
}

/** Whether `thrown` is a connection that was lost, so that trying again may help. */
export function isCut(thrown: unknown): boolean {
  return thrown instanceof LabError && thrown.details['cut'] === true
}

function causeCode(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string') return error.code
    if (error instanceof AggregateError) error.cause ??= error.errors[0]
  }
  return ''
}
