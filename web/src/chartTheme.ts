// What charts look like: an ECharts theme made of the CSS variables of the page, so that both follow the same light and dark.

export interface ChartColors {
  text: string;
  secondary: string;
  line: string;
  card: string;
  primary: string;
  accent: string;
  series: string[];
}

// Beside primary and accent: hues that stay apart for colour-blind eyes, lighter on the dark page.
const others = {
  light: ['#6b5ca5', '#2f7d4f', '#b5485d', '#4a74b8', '#7a6a4f', '#8a8f98'],
  dark: ['#a99be0', '#79c194', '#e88a9b', '#8db2ec', '#c4b08c', '#a3abb5'],
};

export function readChartColors(dark: boolean): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const variable = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const primary = variable('--el-color-primary', '#0f6b73');
  const accent = variable('--auspex-accent', '#b7791f');
  return {
    text: variable('--el-text-color-primary', dark ? '#e5eaf3' : '#303133'),
    secondary: variable('--el-text-color-secondary', dark ? '#a3abb5' : '#5f6673'),
    line: variable('--auspex-line', dark ? '#2d363c' : '#e1e6ea'),
    card: variable('--auspex-card', dark ? '#1a2024' : '#ffffff'),
    primary,
    accent,
    series: [primary, accent, ...others[dark ? 'dark' : 'light']],
  };
}

/** The theme that ECharts is given when a chart is made; texts are `scale` times as large as on an ordinary page. */
export function chartTheme(colors: ChartColors, dark: boolean, scale = 1): Record<string, unknown> {
  const fontFamily = getComputedStyle(document.body).fontFamily || 'sans-serif';
  const axis = {
    axisLine: { lineStyle: { color: colors.line } },
    axisTick: { lineStyle: { color: colors.line } },
    axisLabel: { color: colors.secondary, fontSize: 12 * scale, hideOverlap: true },
    nameTextStyle: { color: colors.secondary, fontSize: 12 * scale },
    splitLine: { lineStyle: { color: colors.line } },
    splitArea: { show: false },
  };
  return {
    darkMode: dark,
    backgroundColor: 'transparent',
    color: colors.series,
    textStyle: { fontFamily, fontSize: 12 * scale, color: colors.text },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false }, axisTick: { show: false } },
    logAxis: { ...axis, axisLine: { show: false }, axisTick: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    legend: { textStyle: { color: colors.text, fontSize: 12 * scale }, inactiveColor: colors.secondary, icon: 'roundRect', itemWidth: 12, itemHeight: 8, pageTextStyle: { color: colors.secondary } },
    visualMap: { textStyle: { color: colors.secondary, fontSize: 12 * scale }, color: [colors.primary, colors.card] },
    dataZoom: { textStyle: { color: colors.secondary, fontSize: 12 * scale }, borderColor: colors.line },
    line: { symbol: 'circle', symbolSize: 6 * scale },
    sankey: { label: { color: colors.text, fontSize: 12 * scale, textBorderWidth: 0 } },
    tooltip: {
      backgroundColor: colors.card,
      borderColor: colors.line,
      borderWidth: 1,
      padding: [8, 10],
      textStyle: { color: colors.text, fontSize: 13 * scale, fontFamily },
      axisPointer: { lineStyle: { color: colors.secondary }, crossStyle: { color: colors.secondary }, shadowStyle: { color: colors.secondary, opacity: 0.12 } },
    },
  };
}

/** What a tooltip always has: it stays inside its chart and breaks long words. */
export const tooltipDefaults = {
  confine: true,
  transitionDuration: 0,
  extraCssText: 'max-width:min(340px,calc(100vw - 40px));white-space:normal;overflow-wrap:anywhere;box-shadow:0 4px 14px rgba(0,0,0,.16);border-radius:6px;',
};

/** Text of data inside the HTML of a tooltip. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c);
