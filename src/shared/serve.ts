// The host's half of the contract: checks every call against its schema and answers it.
import { calls, type CallName, type EventName, type Output, type Parsed, type Payload } from './contract.ts'
import { issueSentence } from './issueSentence.ts'
import { LabError } from './labError.ts'
import type { Connection, Event, Request, Response } from './wire.ts'

/** One function for each call of the contract. */
export type Handlers = { [C in CallName]: (input: Parsed<C>) => Output<C> | Promise<Output<C>> }

/** Sends one event to the client behind a connection. */
export type Emit = <E extends EventName>(event: E, payload: Payload<E>) => void

/** Answers the calls that arrive on `connection`; returns the way to send it events. */
export function serve(connection: Connection, handlers: Handlers): Emit {
  connection.onMessage((message) => {
    if (!isRequest(message)) return
    void answer(message, handlers).then((response) => connection.send(response))
  })
  return (event, payload) => connection.send({ event, payload } satisfies Event)
}

async function answer(request: Request, handlers: Handlers): Promise<Response> {
  try {
    // hasOwn: "toString" and its kin are no calls.
    if (!Object.hasOwn(calls, request.call))
      throw new LabError('wire', `There is no call named "${request.call}".`)
    const name = request.call as CallName
    const parsed = calls[name].input.safeParse(request.input)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new LabError(
        'wire',
        `The call ${name} was given a wrong ${issue?.path.join('.') || 'input'}: ${issueSentence(issue)}.`,
      )
    }
    const handler = handlers[name] as (input: unknown) => unknown
    return { id: request.id, ok: true, output: await handler(parsed.data) }
  } catch (thrown) {
    const error = LabError.from(thrown)
    // A bug: the client gets its message, the host's log the way to it.
    if (error.code === 'internal') console.error(thrown)
    return { id: request.id, ok: false, error: error.toJSON() }
  }
}

function isRequest(message: unknown): message is Request {
  return (
    typeof message === 'object' &&
    message !== null &&
    'call' in message &&
    typeof message.call === 'string' &&
    'id' in message &&
    typeof message.id === 'number'
  )
}
