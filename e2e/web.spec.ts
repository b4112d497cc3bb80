// The Node host from outside: nothing is answered to those who lack the token or come from elsewhere.
import { request as send } from 'node:http'
import { startNodeHost, type NodeHost } from './drivers/web.ts'
import { expect, test } from './fixture.ts'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** A request whose Host and Origin can be made up, which a browser would not do. */
function ask(
  url: URL,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port: url.port, method, path, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }))
    })
    request.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: response.statusCode ?? 0, headers: response.headers })
    })
    request.on('error', reject)
    request.end()
  })
}

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'bGF0aGUgbGF0aGUgbGF0aA==',
}

const routes = [
  { method: 'GET', path: '/', headers: {} },
  { method: 'GET', path: '/index.html', headers: {} },
  { method: 'GET', path: '/no/such/file', headers: {} },
  { method: 'POST', path: '/upload?name=a.csv', headers: {} },
  { method: 'GET', path: '/download/run/peft', headers: {} },
  { method: 'GET', path: '/ws', headers: upgrade },
]

test.describe('the Node host', () => {
  let host: NodeHost
  let url: URL
  let cookie: string

  test.beforeEach(async ({ home }) => {
    host = await startNodeHost(home)
    url = new URL(host.url)
    const first = await ask(url, 'GET', `/${url.search}`, { Host: url.host })
    cookie = String(first.headers['set-cookie']).split(';')[0] ?? ''
  })
  test.afterEach(() => host.close())

  test('refuses a missing token, a wrong token, a foreign Host and a foreign Origin on every route', async () => {
    for (const { method, path, headers } of routes) {
      const own = { Host: url.host, Cookie: cookie, ...headers }
      const strangers = {
        'no token': { Host: url.host, ...headers },
        'wrong token': { ...own, Cookie: `${cookie.split('=')[0]}=${'A'.repeat(32)}` },
        'foreign Host': { ...own, Host: `evil.example:${url.port}` },
        'Host without a port': { ...own, Host: '127.0.0.1' },
        'foreign Origin': { ...own, Origin: 'https://evil.example' },
        'Origin null': { ...own, Origin: 'null' },
        'Origin of another port': { ...own, Origin: 'http://127.0.0.1:1' },
      }
      for (const [who, sent] of Object.entries(strangers)) {
        const { status, headers: got } = await ask(url, method, path, sent)
        expect(status, `${who}: ${method} ${path}`).toBe(403)
        expect(got['access-control-allow-origin']).toBeUndefined()
      }
      const { status } = await ask(url, method, path, { ...own, Origin: url.origin })
      expect(status, `the window itself: ${method} ${path}`).not.toBe(403)
    }
  })

  test('a token in the address does not help a foreign Host or Origin', async () => {
    const path = `/${url.search}`
    expect((await ask(url, 'GET', path, { Host: 'evil.example' })).status).toBe(403)
    expect((await ask(url, 'GET', path, { Host: url.host, Origin: 'https://evil.example' })).status).toBe(403)
  })

  test('swaps the token for a cookie that scripts and other sites cannot use', async () => {
    const { status, headers } = await ask(url, 'GET', `/${url.search}`, { Host: url.host })
    expect(status).toBe(302)
    expect(headers['location']).toBe('/')
    expect(String(headers['set-cookie'])).toContain('HttpOnly')
    expect(String(headers['set-cookie'])).toContain('SameSite=Strict')
  })

  test('serves the window under a policy without inline scripts, eval or foreign addresses', async () => {
    const { status, headers } = await ask(url, 'GET', '/', { Host: url.host, Cookie: cookie })
    expect(status).toBe(200)
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(/script-src[^;]*unsafe/.test(policy)).toBe(false)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test('does not hand out files outside the window', async () => {
    for (const path of [
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/main/server.js',
      '/assets/../../main/server.js',
    ])
      expect((await ask(url, 'GET', path, { Host: url.host, Cookie: cookie })).status, path).toBe(404)
  })
})

test('the window runs without a complaint and its address holds no token', async ({ lab }) => {
  await expect(lab.page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  expect(lab.page.url()).not.toContain('token')
})
