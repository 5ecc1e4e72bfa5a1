// The colours of the page for options of charts; they change with the theme.
import { computed } from 'vue';

import { readChartColors } from '@/chartTheme';
import { theme } from '@/theme';

export const useChartColors = () => computed(() => readChartColors(theme.value === 'dark'));
