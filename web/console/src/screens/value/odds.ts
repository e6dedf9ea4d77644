/** How many hits of a prize are likely in n entries: 95 % by the normal reading of the binomial, never below none nor above all. Odds in ten thousandths. */
export function likely(odds: number, n: number): [low: number, high: number] {
  const p = odds / 10_000
  const [mean, spread] = [n * p, 1.96 * Math.sqrt(n * p * (1 - p))]
  return [Math.max(0, Math.floor(mean - spread)), Math.min(n, Math.ceil(mean + spread))]
}
