import { expect, test } from 'vitest'
import { openHub } from './connection.ts'

const open = (environment: NodeJS.ProcessEnv): Promise<Response> => {
  const hub = openHub({ token: () => Promise.resolve('hf_secret'), environment, pauseMs: 1 })
  return hub.fetch('http://127.0.0.1:1/api/models', {}, {})
}

// Opening the Hub never fails: a wrong setting must not keep anybody from training what is here.
test.each([
  [{ HF_ENDPOINT: 'nowhere' }, 'option', /^HF_ENDPOINT is not the address of a Hub/],
  [{ HF_HUB_OFFLINE: '1' }, 'network', /^HF_HUB_OFFLINE is set/],
  [{ HTTPS_PROXY: 'user:sesame' }, 'option', /^A proxy in HTTPS_PROXY is not an address/],
  [
    { HF_ENDPOINT: 'http://127.0.0.1:9' },
    'network',
    /^http:\/\/127.0.0.1:9 cannot be reached.*work without it/,
  ],
])('%j is told when the Hub is asked', async (environment, code, message) => {
  const refused = await open(environment).catch((thrown: unknown) => thrown)
  expect(refused).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(JSON.stringify(refused)).not.toMatch(/sesame|secret/)
})
