import '@tokens/tokens.css'
import '@shared/base.css'
import '@shared/look'
import './till.css'
import { createApp } from 'vue'
import Till from './Till.vue'

createApp(Till).mount('#app')

// The page itself is there when the server is away. Without it (an old browser, an open network) the till works as long as it stays open.
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/till/sw.js', { scope: '/till/' }).catch(() => undefined)
