// All screens that there are, from their folders.
import { groups, type Group, type Screen } from './screen'

const found = import.meta.glob<{ default: Screen | Screen[] }>('./screens/*/screen.ts', { eager: true })
export const screens: readonly Screen[] = Object.values(found).flatMap(module => module.default)

/** Screens with a tab, of one group, in order. */
export const tabsOf = (group: Group) => screens.filter(s => s.group === group && s.order !== undefined).sort((a, b) => a.order! - b.order!)

export const menu = groups
