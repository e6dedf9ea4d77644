// ECharts with only what our charts use; its own chunk, loaded when the first chart is shown (kept under 200 kB packed).
// A chart of another kind brings its part itself: `import { SankeyChart } from 'echarts/charts'; import { use } from 'echarts/core'; use([SankeyChart])` in its own screen.
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer])
export { init }
