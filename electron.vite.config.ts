// Builds out/: the hosts and the worker for Node, the preload script, and the window.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

const source = (path: string): string => resolve(import.meta.dirname, 'src', path)

export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      // One worker entry for both hosts: utilityProcess and child_process fork the same file.
      rolldownOptions: {
        input: {
          electron: source('main/electron.ts'),
          server: source('main/server.ts'),
          cli: source('main/cli.ts'),
          trainer: source('worker/trainer.ts'),
        },
      },
    },
  },
  preload: {
    // A sandboxed preload script must be CommonJS and a single file.
    build: {
      sourcemap: true,
      rolldownOptions: {
        input: { preload: source('preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    plugins: [react()],
    build: { sourcemap: true, minify: true, rolldownOptions: { input: source('renderer/index.html') } },
  },
})
