// Unit, golden and integration tests. They lie beside the code; whole journeys are in e2e/ (Playwright).
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'parity/**/*.test.ts', 'bench/**/*.test.ts'],
    // Native code runs in these tests: a crash must take one file with it, not the whole run.
    pool: 'forks',
    testTimeout: 60_000,
    // No test reaches the real Hub, or sees the models of whoever runs it.
    env: { HF_ENDPOINT: 'http://127.0.0.1:9', HF_HUB_CACHE: '/nonexistent/lathe-tests', HF_TOKEN: '' },
    hookTimeout: 60_000,
  },
})
