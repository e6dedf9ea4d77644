import '@tokens/tokens.css'
import '@shared/base.css'
import '@shared/look'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'

createApp(App).use(router).mount('#app')
