// What console and till share in their builds: aliases, places, and gzip beside each file (the server carries and sends those).
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import type { Plugin, UserConfig } from 'vite'

const web = fileURLToPath(new URL('..', import.meta.url))
export const alias = { '@shared': join(web, 'shared'), '@tokens': join(web, 'tokens'), '@console': join(web, 'console/src') }

function packed(folder: string): Plugin {
  return {
    name: 'tessera-packed',
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const file = join(folder, name)
        if (!statSync(file).isFile() || !/\.(js|css|html|svg)$/.test(file)) continue
        writeFileSync(file + '.gz', gzipSync(readFileSync(file), { level: 9 }))
        rmSync(file)
      }
    },
  }
}

export function pages(name: 'console' | 'till'): UserConfig {
  const out = join(web, 'dist', name)
  return {
    root: join(web, name), base: `/${name}/`, resolve: { alias }, plugins: [vue(), packed(out)],
    build: { outDir: out, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: true, chunkSizeWarningLimit: 900 },
    server: { proxy: Object.fromEntries(['/v1', '/health', '/assets'].map(path => [path, { target: process.env.TESSERA_SERVER ?? 'http://127.0.0.1:5080', changeOrigin: false }])) },
  }
}
