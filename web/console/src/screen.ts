// What a screen tells the frame. Each folder under screens/ has a screen.ts that exports one or more of these; nobody edits a shared list.
import type { Component } from 'vue'
import type { Pair } from '@shared/i18n/texts'

/** The groups of the left menu, in its order; a group shows when a screen of it is there and allowed. */
export const groups = ['home', 'members', 'points', 'tiers', 'wallet', 'coupons', 'shop', 'marketing', 'analysis', 'stores', 'settings'] as const
export type Group = (typeof groups)[number]

export interface Screen {
  /** Path below /console, such as `/members/:id`. */
  path: string
  /** Name of the route, unique. */
  name: string
  /** Title of the window and of search results. */
  title: Pair
  /** The menu entry that is lit while it is open. */
  group: Group
  /** Place among the tabs of its group; the lowest is where the menu leads. Without it the screen has no tab (a detail). */
  order?: number
  /** Any of these scopes opens it; without, everybody who is signed in. */
  scope?: string | string[]
  /** Whether it shows one store alone, or acts in its name, when one is chosen in the bar; elsewhere there is no switch and all stores are shown. */
  isByStore?: boolean
  load: () => Promise<{ default: Component }>
}

export const screen = (one: Screen): Screen => one

export function isAllowed(one: Screen, holds: (scope: string) => boolean): boolean {
  return one.scope === undefined || [one.scope].flat().some(holds)
}
