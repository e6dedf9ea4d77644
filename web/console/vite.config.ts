import { defineConfig } from 'vite'
import { pages } from '../build/pages.ts'

export default defineConfig(pages('console'))
