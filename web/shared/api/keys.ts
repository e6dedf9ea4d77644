// Idempotency keys are minted here, in the browser, one an intention: a click that is repeated after a lost answer carries the same key and is answered once.
export function mintKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('')
}

/** The key of one form or button: the same until its answer came, a new one after. Another input under the same key would be refused, so it changes with the input. */
export class Intention {
  private key = mintKey()
  private input: string | undefined

  headers(input: unknown): { 'Idempotency-Key': string } {
    const text = JSON.stringify(input)
    if (this.input !== undefined && this.input !== text) this.key = mintKey()
    this.input = text
    return { 'Idempotency-Key': this.key }
  }

  /** The answer came: the next click is another intention. */
  done() {
    this.key = mintKey()
    this.input = undefined
  }
}

/** A key for one click whose button is busy until its answer: `params: { header: once() }`. */
export const once = () => ({ 'Idempotency-Key': mintKey() })
