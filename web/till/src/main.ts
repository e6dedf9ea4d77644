import '@tokens/tokens.css'
import '@shared/base.css'
import '@shared/look'
import { createApp } from 'vue'
import Till from './Till.vue'

createApp(Till).mount('#app')
