// What this browser keeps: waiting sales, sales taken here, the members last seen, and small settings. IndexedDB, so that a sale is on disk before its slip is printed.
import { isMeant } from './rules/known'
import type { Shelf, Waiting } from './rules/queue'
import type { Sale } from './rules/slip'
import type { TillMember } from './rules/shop'

let opened: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  return (opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open('tessera-till', 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('queue', { keyPath: 'number' })
      asked.result.createObjectStore('sales', { keyPath: 'number' }).createIndex('at', 'at')
      asked.result.createObjectStore('members', { keyPath: 'id' }).createIndex('asOf', 'asOf')
      asked.result.createObjectStore('kept')
    }
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
  }))
}

const result = <T>(asked: IDBRequest<T>) => new Promise<T>((done, fail) => {
  asked.onsuccess = () => done(asked.result)
  asked.onerror = () => fail(asked.error)
})

async function store(name: string, mode: IDBTransactionMode = 'readonly') {
  // Strict: the answer comes when it is on disk, not when it is on its way there.
  return (await open()).transaction(name, mode, { durability: mode === 'readwrite' ? 'strict' : 'default' }).objectStore(name)
}

async function write(name: string, change: (at: IDBObjectStore) => void): Promise<void> {
  const at = await store(name, 'readwrite')
  change(at)
  await new Promise<void>((done, fail) => {
    at.transaction.oncomplete = () => done()
    at.transaction.onerror = at.transaction.onabort = () => fail(at.transaction.error)
  })
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

export const queueShelf: Shelf = {
  all: async () => result<Waiting[]>((await store('queue')).getAll()),
  put: waiting => write('queue', at => at.put(plain(waiting))),
  remove: number => write('queue', at => at.delete(number)),
}

export async function getKept<T>(name: string): Promise<T | undefined> {
  return result<T | undefined>((await store('kept')).get(name))
}

export const putKept = (name: string, value: unknown) => write('kept', at => at.put(plain(value), name))

/** The next of a count, never given twice, whichever window asks. */
export async function nextCount(name: string): Promise<number> {
  let next = 0
  await write('kept', at => {
    const asked = at.get(name) as IDBRequest<number | undefined>
    asked.onsuccess = () => at.put((next = (asked.result ?? 0) + 1), name)
  })
  return next
}

const MOST_SALES = 2000
const MOST_MEMBERS = 500

/** Keeps the newest of a store; what is older goes. */
async function trim(name: string, index: string, most: number) {
  const over = (await result((await store(name)).count())) - most
  if (over <= 0) return
  await write(name, at => {
    let left = over
    at.index(index).openCursor().onsuccess = e => {
      const cursor = (e.target as IDBRequest<IDBCursorWithValue | null>).result
      if (cursor && left-- > 0) { cursor.delete(); cursor.continue() }
    }
  })
}

export async function putSale(sale: Sale) {
  await write('sales', at => at.put(plain(sale)))
  await trim('sales', 'at', MOST_SALES)
}

export const findSale = async (number: string) => result<Sale | undefined>((await store('sales')).get(number))

/** Sales since an instant, the newest first. */
export async function salesSince(at: string): Promise<Sale[]> {
  return (await result<Sale[]>((await store('sales')).index('at').getAll(IDBKeyRange.lowerBound(at)))).reverse()
}

export async function putMember(member: TillMember) {
  await write('members', at => at.put(plain(member)))
  await trim('members', 'asOf', MOST_MEMBERS)
}

/** Members last seen here who may be meant. */
export async function knownMembers(text: string): Promise<TillMember[]> {
  return (await result<TillMember[]>((await store('members')).getAll())).filter(m => isMeant(m, text))
}
