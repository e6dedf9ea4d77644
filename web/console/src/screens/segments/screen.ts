import { screen } from '../../screen'

export default [
  screen({ path: '/segments', name: 'segments', title: ['人群与标签', 'Segments and tags'], group: 'members', order: 5, scope: 'segments:read', load: () => import('./Segments.vue') }),
  screen({ path: '/segments/:id', name: 'segment', title: ['人群', 'Segment'], group: 'members', scope: 'segments:read', load: () => import('./Segment.vue') }),
]
