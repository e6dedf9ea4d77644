// One ECharts theme a mode, from the tokens: quiet grid, direct labels, at most five series in a colour-blind-safe order.
import { token, type Theme } from './tokens'

export function chartTheme(theme: Theme) {
  const of = (name: string) => token(theme, name)
  const text = { color: of('text-2'), fontFamily: of('font'), fontSize: 12 }
  const axis = { axisLine: { show: true, lineStyle: { color: of('line-strong') } }, axisTick: { show: false }, axisLabel: { ...text, color: of('text-3') }, splitLine: { lineStyle: { color: of('grid') } }, nameTextStyle: text }
  return {
    color: ['c1', 'c2', 'c3', 'c4', 'c5'].map(of),
    backgroundColor: 'transparent',
    textStyle: text,
    animationDuration: 160, animationDurationUpdate: 160,
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: axis,
    line: { symbol: 'circle', symbolSize: 5, lineStyle: { width: 2 } },
    bar: { itemStyle: { borderRadius: [1.5, 1.5, 0, 0] }, barMaxWidth: 44 },
    tooltip: { backgroundColor: of('surface'), borderColor: of('hairline'), borderWidth: 1, padding: [8, 12], textStyle: { ...text, color: of('text') }, extraCssText: 'box-shadow:none;font-variant-numeric:tabular-nums' },
    legend: { textStyle: text, icon: 'circle', itemWidth: 8, itemHeight: 8 },
  }
}
