import { expect, it } from 'vitest'
import { masked } from './names'

it('masks a name as it stands in lists, in either script', () => {
  expect(['林小溪', '周川', '欧阳娜娜', 'Li', 'Anna Maria Schmidt', ''].map(masked)).toEqual(['林*溪', '周*', '欧*娜', 'L*', 'A* S*', ''])
})
