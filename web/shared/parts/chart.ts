// ECharts with only what our charts use; its own chunk, loaded when the first chart is shown (kept under 200 kB packed).
// A chart of another kind brings its part itself: `import { SankeyChart } from 'echarts/charts'; import { use } from 'echarts/core'; use([SankeyChart])` in its own screen.
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer])
export { init }
