// What the server says of a job's progress, in the page's language. Stages come as English fragments; unknown ones are shown as they are.
import { useI18n } from 'vue-i18n';

import { formatBytes, formatCount } from '@/format';

const kStages: Record<string, string> = {
  'looking at the files': 'looking',
  'reading events': 'reading',
  'reading rows': 'rows',
  'looking for duplicates': 'duplicates',
  'looking at the quality': 'quality',
  'reading journeys': 'journeys',
  foretelling: 'foretelling',
  measuring: 'measuring',
  simulate: 'simulate',
  tree: 'trainTree',
  judging: 'judging',
  scoring: 'scoring',
  'k-means': 'kmeans',
  'stability of segments': 'stability',
  'reading the customers': 'customers',
  'planning contacts': 'planning',
  'writing the report': 'report',
};
/** Stages that are called as the model that is being trained. */
const kModels: Record<string, string> = { 'logistic regression': 'logistic', 'random forest': 'random_forest', LightGBM: 'lightgbm', XGBoost: 'xgboost' };

type Translate = (key: string, named: Record<string, unknown>) => string;
type Exists = (key: string) => boolean;

export function modelText(name: string, t: Translate, te: Exists): string {
  return te(`shell.model.${name}`) ? t(`shell.model.${name}`, {}) : name;
}

export function stageText(stage: string, t: Translate, te: Exists): string {
  const known = kStages[stage];
  if (known) return t(`shell.stage.${known}`, {});
  const fitted = kModels[stage];
  if (fitted) return t('shell.stage.train', { model: modelText(fitted, t, te) });
  const month = /^reading features of (\d{4}-\d\d)$/.exec(stage)?.[1];
  if (month) return t('shell.stage.features', { month });
  const epoch = /^training the LSTM, epoch (\d+)$/.exec(stage)?.[1];
  if (epoch) return t('shell.stage.epoch', { epoch });
  const model = /^train(?:ing)? (\S+)$/.exec(stage)?.[1];
  if (model) return t('shell.stage.train', { model: modelText(model, t, te) });
  const file = /^writing (.+)$/.exec(stage)?.[1];
  return file ? t('shell.stage.writing', { file }) : stage;
}

export function amountText(amount: number, unit: string, t: Translate, te: Exists): string {
  if (unit === 'bytes') return formatBytes(amount);
  return te(`shell.unit.${unit}`) ? t(`shell.unit.${unit}`, { n: formatCount(amount) }) : `${formatCount(amount)} ${unit}`;
}

export function useJobWords() {
  const { t, te } = useI18n();
  const exists = (key: string) => te(key) || te(key, 'en');
  return {
    model: (name: string) => modelText(name, t, exists),
    stage: (stage: string) => stageText(stage, t, exists),
    amount: (amount: number, unit: string) => amountText(amount, unit, t, exists),
  };
}
