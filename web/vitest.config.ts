import { defineConfig } from 'vitest/config'
import vue from '@vitejs/plugin-vue'
import { alias } from './build/pages.ts'

// Logic only, without a browser: what needs one is tried in Debian's Chromium by tests/E2e.Tests.
export default defineConfig({ plugins: [vue()], resolve: { alias }, test: { include: ['**/*.test.ts'], environment: 'node', setupFiles: ['build/browserless.ts'] } })
