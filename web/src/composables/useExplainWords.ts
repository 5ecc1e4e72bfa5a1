// What explanations call models, units and calibrations.
import { useI18n } from 'vue-i18n';

export function useExplainWords() {
  const { t, te } = useI18n();
  const known = (area: string, name: string): string => (te(`explain.${area}.${name}`) ? t(`explain.${area}.${name}`) : name);
  return {
    unitName: (unit: 'log_odds' | 'probability'): string => t(unit === 'probability' ? 'explain.probabilityUnit' : 'explain.logOdds'),
    modelName: (name: string): string => known('models', name),
    calibrationName: (name: string): string => known('calibrations', name),
  };
}
