// The whole Node host: home, laboratory, server, and an orderly end.
import { fileSecrets } from './host/fileSecrets.ts'
import { createUploads } from './host/uploads.ts'
import { startHttpHost } from './host/httpHost.ts'
import { forkNode } from './host/nodePlatform.ts'
import { workerEntry } from './host/workerEntry.ts'
import { homeFolder, openHome } from './home.ts'
import { openLab } from './services/lab.ts'

export interface ServeOptions {
  readonly home?: string
  readonly port?: number
  readonly entry?: string
}

export interface NodeHost {
  readonly url: string
  close(): Promise<void>
}

/** Opens the home and serves it on 127.0.0.1. */
export async function serveNode({
  home: chosen,
  port = 0,
  entry = workerEntry(),
}: ServeOptions): Promise<NodeHost> {
  const home = openHome(homeFolder(chosen))
  const uploads = createUploads(home.uploads)
  const lab = openLab({
    home,
    holder: 'The Node host of Lathe',
    adopts: true,
    platform: {
      kind: 'node',
      secrets: fileSecrets(home.folder),
      forkWorker: () => forkNode(entry),
      pathOf: uploads.pathOf,
      trustsPaths: false,
      downloadOf: (run, format) => `/download/${run}/${format}`,
    },
  })
  try {
    const host = await startHttpHost(lab, uploads, port)
    return {
      url: host.url,
      close: async () => {
        await host.close()
        await lab.close()
      },
    }
  } catch (thrown) {
    await lab.close()
    throw thrown
  }
}

/** Serves until SIGINT or SIGTERM; running trainings keep a checkpoint first. A second signal does not wait. */
export async function serveUntilSignal(options: ServeOptions): Promise<void> {
  const host = await serveNode(options)
  console.log(`Lathe is ready at ${host.url}`)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1))
        resolve()
      })
    }
  })
  console.error('Ending: runs under way keep a checkpoint first.')
  await host.close()
}
