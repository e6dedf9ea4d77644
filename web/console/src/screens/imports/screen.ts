import { screen } from '../../screen'

export default screen({ path: '/members/import', name: 'import', title: ['导入', 'Import'], group: 'members', scope: 'imports:write', load: () => import('./Imports.vue') })
