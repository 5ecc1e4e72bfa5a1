import { describe, expect, it } from 'vitest';

import { chartTheme, escapeHtml, readChartColors } from './chartTheme';

describe('chart theme', () => {
  it('takes its colours from the page', () => {
    document.documentElement.style.setProperty('--el-color-primary', ' #123456');
    const colors = readChartColors(false);
    expect(colors.primary).toBe('#123456');
    expect(chartTheme(colors, false).color).toEqual(colors.series);
    document.documentElement.style.removeProperty('--el-color-primary');
  });

  it('has other series for the dark page', () => {
    expect(readChartColors(true).series[2]).not.toBe(readChartColors(false).series[2]);
  });

  it('lets no text of the data become HTML', () => {
    expect(escapeHtml(`<img src=x onerror="a('b')">&`)).toBe('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;');
  });
});
