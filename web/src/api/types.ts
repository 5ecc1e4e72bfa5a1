// What the server's API says and is told: one type an object of /api/v1/openapi.json, under the same names.
// Times are `2025-03-01 12:03:11` in the data's own local time; dates `2025-03-01`; instants of the server (when a job began, …) are
// UTC with a `Z`. Probabilities lie in 0..1.

export type Language = 'zh-Hant' | 'zh-Hans' | 'en';
export type Role = 'viewer' | 'analyst' | 'admin';

/** The body of every answer of 400 and above (RFC 9457), in the language of the request's Accept-Language. */
export interface Problem {
  type: string; // "about:blank"
  status: number;
  code: string; // for programs, such as "not_found"
  title: string; // what happened
  detail?: string; // more about it
  where?: string; // file, parameter or field
  advice?: string; // what to do
}

// GET /session, POST /session {name, password} or {token}, DELETE /session, PUT /session/password {current?, password}
export interface Session {
  signed_in: boolean;
  account?: { name: string; role: Role; has_password: boolean };
  csrf?: string; // to be sent as X-CSRF-Token with every POST, PUT, PATCH and DELETE
  no_password_yet: boolean; // no account has a password: sign in with the one-time token of the server's start
  version: string;
}

// GET /accounts, POST /accounts {name, role, password}, PATCH /accounts/{name} {role?, password?, disabled?}, DELETE /accounts/{name}: admin
export interface Account {
  name: string;
  role: Role;
  disabled: boolean;
  has_password: boolean;
  created: string;
  last_seen: string | null;
}
export interface Accounts { accounts: Account[] }

// GET /audit?offset=&limit=: admin; newest first
export interface AuditEntry { at: string; account: string; address: string; action: string; subject: string; outcome: string }
export interface Audit { total: number; entries: AuditEntry[] }

// GET /pack
export interface PackColumn { name: string; type: 'text' | 'time' | 'number' | 'integer' | 'flag' | 'date' | 'month'; required: boolean; aliases: string[] }
export interface PackTable { name: string; kind: 'events' | 'customers' | 'panel' | 'records'; customer: string; time: string; columns: PackColumn[] }
export interface PackParts { journeys: boolean; task: boolean; dashboard: boolean; results: boolean; segments: boolean; layers: boolean; contacts: boolean } // what the pack has
export interface Pack {
  name: string;
  language: Language;
  parts: PackParts;
  tables: PackTable[];
  columns: PackColumn[]; // of the table of events, as are the columns below; none if the pack has no such table
  customer: string; // names of columns
  time: string;
  symbol: string;
  detail: string;
  categories: string[];
  vocabulary: { name: string; attributes: Record<string, string> }[];
  attributes: string[];
  conversions: { name: string; symbol: string }[];
  steps: number;
  top: number;
  horizon_days: number;
  wording: Record<string, Record<string, string>>; // language -> key ("column.last_platform", "family.quote", "chart.levels") -> text
}

// GET /summary
export interface Summary {
  events: number;
  customers: number;
  from: string | null;
  to: string | null;
  tables: { name: string; rows: number; customers: number; from: string | null; to: string | null }[];
  loads: number;
  newest_training: number | null; // runs
  newest_prediction: number | null;
  task: TaskState | null; // of a pack with a task over tables
  limits: { upload_bytes: number; chunk_bytes: number };
}

/** How far a task is: its newest runs. Out of date: data were loaded or deleted since, or what it rests on was made anew. */
export interface TaskState {
  training: { run: number; finished: string; out_of_date: boolean; model: string | null; auc: number | null } | null;
  prediction: { run: number; finished: string; out_of_date: boolean; cutoff: string | null; model: string | null; customers: number | null; listed: number | null; expected: number | null } | null;
  segments: { run: number; finished: string; out_of_date: boolean; month: string | null; segments: number | null; customers: number | null } | null;
  plan: { run: number; finished: string; out_of_date: boolean; month: string | null; start: string | null; listed: number | null; approached: number | null; value: number | null } | null;
  report: { finished: string; out_of_date: boolean } | null;
}

// GET /report: the page that the newest job of kind report wrote

// GET /events/daily: every day of the period, also those without events
export interface Daily { days: { date: string; events: number; customers: number }[] }

// POST /uploads {name, size} -> 201; GET /uploads; GET /uploads/{id}; PATCH /uploads/{id} with bytes and header Upload-Offset (409
// with the true offset in the header Upload-Offset if it differs); DELETE /uploads/{id}
export interface Upload { id: string; name: string; size: number; offset: number; complete: boolean; created: string; by: string }
export interface Uploads { uploads: Upload[] }

// GET /uploads/{id}/preview?mapping=JSON (object: column -> header)
export interface Preview {
  table: string; // that the file is of, or looks most like
  encoding: string;
  delimiter: string; // "comma", "tab", …, "" for Parquet
  headers: string[]; // as the file has them
  columns: { name: string; type: PackColumn['type']; required: boolean; source: string | null }[]; // which header it is read from
  missing: string[]; // required columns without a header
  ignored: string[]; // headers nobody asks for
  rows: string[][]; // the first 20, as the file has them
}

// GET /loads, GET /loads/{id}, DELETE /loads/{id} (analyst), GET /loads/{id}/rejects?offset=&limit=, GET /loads/{id}/rejects.csv
export interface Load {
  id: number;
  file: string;
  bytes: number;
  encoding: string;
  loaded: string;
  read: number;
  kept: number;
  rejected: number;
  duplicates: number;
  from: string | null;
  to: string | null;
  table: string;
  replaced: number; // rows of earlier loads
  spellings: string[]; // what was made of amounts and dates, such as "3 amounts with 万 read as × 10,000"
}
export interface Loads { loads: Load[] }
export interface LoadReport extends Load { reasons: { column: string; reason: string; rows: number; first_line: number }[] }
export interface Rejects { total: number; rejects: { line: number; column: string; reason: string; value: string }[] }

// POST /jobs -> 202 Job (analyst); GET /jobs?limit=; GET /jobs/{id}; DELETE /jobs/{id} cancels (202 Job); POST /jobs/{id}/restart -> 202, a new Job;
// GET /jobs/{id}/events: server-sent events, `event: job` with a Job as data at every change and at most five a second, ending after the last state
export type JobRequest =
  | { kind: 'ingest'; uploads: string[]; mapping?: Record<string, string>; table?: string; pseudonymise?: boolean }
  | { kind: 'train'; models?: string[]; epochs?: number; horizon_days?: number }
  | { kind: 'evaluate' }
  | { kind: 'predict'; from?: string; to?: string; now?: string; model?: { run: number; name: string } }
  | { kind: 'segment'; clusters?: number }
  | { kind: 'plan'; start?: string }
  | { kind: 'report'; language?: Language };
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';
export interface JobProgress {
  stage: string; // an English sentence fragment; the pages translate the known ones
  unit: string;
  done: number;
  total: number; // 0: unknown
  rate: number | null; // units a second
  remaining_seconds: number | null;
  elapsed_seconds: number;
}
export interface Job {
  id: number;
  request: JobRequest;
  state: JobState;
  by: string;
  created: string;
  started: string | null;
  finished: string | null;
  progress: JobProgress | null; // while it runs
  run: number | null; // of train, evaluate and predict, when done
  summary: Record<string, unknown> | null; // when done: what the command prints with --json
  problem: Problem | null; // when failed
}
export interface Jobs { jobs: Job[] }

// GET /runs: predictions and plans of contacts, newest first; DELETE /runs/{run} (analyst)
export interface PredictionRun {
  kind: 'prediction';
  run: number;
  finished: string;
  seconds: number;
  model: { run: number; name: string };
  from: string;
  to: string;
  now: string;
  month: null;
  start: null;
  customers: number;
}
export interface PlanRun {
  kind: 'plan';
  run: number;
  finished: string;
  seconds: number;
  model: { run: number; name: string };
  from: null;
  to: null;
  now: null;
  month: string; // 2025-03, of the scores
  start: string; // 2025-04-01
  customers: number;
}
export type Run = PredictionRun | PlanRun;
export interface Runs { runs: Run[] }

// Filters: every condition has to hold. As a query parameter: JSON.
export type Condition =
  | { column: string; op: 'in' | 'not_in'; values: (string | number | boolean | null)[] }
  | { column: string; op: 'between'; low?: number | string; high?: number | string } // numbers: low <= x <= high; times: low <= t < high
  | { column: string; op: 'contains' | 'begins' | 'equals'; text: string } // without regard to case, but equals
  | { column: string; op: 'empty' | 'not_empty' };
export interface Filter { all: Condition[] }

// GET /results/{run}; {run} is a number or "newest"
export interface ResultColumn {
  name: string;
  type: 'text' | 'set' | 'number' | 'integer' | 'time' | 'flag'; // set: few different texts
  facet: boolean; // for filters and charts only; not in a result file
  values?: string[]; // of a set, in the order of the data's type
  least?: number | string | null; // of numbers and times
  most?: number | string | null;
}
export interface ChartInfo { id: string; kind: 'bar' | 'histogram' | 'sankey' | 'heatmap'; columns: string[] }
export type ValueFormat = 'count' | 'number' | 'percent' | 'compact';
export interface CardInfo { id: string; format: ValueFormat }
export interface ResultInfo { run: Run; rows: number; columns: ResultColumn[]; charts: ChartInfo[]; cards: CardInfo[]; strategy_column: string | null }

// GET /results/{run}/rows?filter=&sort=a,-b&offset=&limit=&columns=a,b (limit <= 1000)
export type Cell = string | number | boolean | null;
export interface ResultRows { total: number; offset: number; columns: string[]; rows: Cell[][] }
// GET /results/{run}/left?why=&offset=&limit=: who was on the list before and is not on this one; nobody where there was none before
export type WhyLeft = 'reached' | 'fell' | 'gone';
export interface LeftCustomer { customer: string; why: WhyLeft; rank_before: number; probability_before: number; rank: number | null; probability: number | null }
export interface LeftList { before: number | null; counts: Partial<Record<WhyLeft, number>>; total: number; offset: number; customers: LeftCustomer[] }
// GET /results/{run}/values?column=&search=&filter=&limit=: most frequent first, without this column's own conditions in `filter`
export interface ColumnValues { values: { value: Cell; count: number }[]; more: boolean }
// GET /results/{run}/cards?filter=
export interface Cards { cards: { id: string; format: CardInfo['format']; value: number | null }[] }
// GET /results/{run}/charts/{id}?filter=
export type Chart =
  | { id: string; kind: 'bar'; bars: { value: Cell; count: number }[] } // most frequent first, at most 100
  | { id: string; kind: 'histogram'; low: number; high: number; counts: number[]; empty: number } // bins of equal width
  | { id: string; kind: 'sankey'; links: { layer: number; source: Cell; target: Cell; count: number }[] } // from columns[layer] to columns[layer + 1]
  | { id: string; kind: 'heatmap'; cells: { x: number; y: number; count: number }[] }; // columns [x, y] are whole numbers
// GET /results/{run}/file?format=csv|xlsx|parquet&filter=&sort=: the filtered rows with the result file's columns, streamed

// GET /filters, PUT /filters/{name} {filter, sort}, DELETE /filters/{name}: of the account that asks
export interface SavedFilter { name: string; filter: Filter; sort: string }
export interface SavedFilters { filters: SavedFilter[] }

// GET /customers?search=&limit=: of the newest prediction, ids that begin with or contain the text
export interface Customers { customers: string[] }
// GET /customers/{id}?run=
export interface JourneyStep { time: string; symbol: string; detail: string | null; attributes: Record<string, string | null>; values: Record<string, Cell> }
export interface TraceLine { rule: string; condition: string; value: string | null; holds: boolean }
export interface Decision {
  next: { symbol: string; confidence: number }[]; // likeliest first
  deciding: string | null;
  conversions: { name: string; probability: number }[];
  rule: string | null;
  channel: string | null;
  action: string | null;
  advice: string; // in the pack's language
  advice_texts: Record<string, string>; // by language
  trace: TraceLine[]; // of every rule up to the one that fired
}
export interface Customer {
  customer: string;
  run: PredictionRun;
  events: number; // in all
  first: string;
  last: string;
  journey: JourneyStep[]; // the last 200 events, oldest first; those after run.to are left out
  decision: Decision;
  facts: { name: string; value: string }[]; // the decision row
}
// GET /customers/{id}/what-if?next=SYMBOL&run=: as if the customer did this a moment before `now`
export interface WhatIf { symbol: string; before: Decision; after: Decision }

// GET /models
export interface TrainedModel {
  run: number;
  name: string;
  chosen: boolean;
  validation_log_loss: number;
  validation_top1: number;
  windows: number;
  seconds: number;
}
export interface Slice { from: string; to: string; labels_end: string }
export interface Training {
  run: number;
  finished: string;
  seconds: number;
  seed: string;
  horizon_days: number;
  customers: number;
  events: number;
  split: { train: Slice; validate: Slice; test: Slice };
  models: TrainedModel[]; // best first
}
export interface Models { trainings: Training[] } // newest first
// GET /models/{run}/{name}
export interface Interval { value: number | null; low: number | null; high: number | null }
export interface CalibrationBin { mean: number; observed: number; low: number; high: number; count: number } // Wilson interval, 95 %
export interface ModelDetail extends TrainedModel {
  curve: { epoch: number; train_loss: number; validation_loss: number; seconds: number }[];
  evaluation: null | {
    rows: number;
    finished: string;
    ranking: Record<'top1' | 'top3' | 'top5' | 'mrr' | 'log_loss', Interval>;
    conversions: { name: string; metrics: Record<'auc' | 'ap' | 'brier' | 'ece', Interval>; positives: number; calibration: CalibrationBin[] }[];
    calibration: CalibrationBin[]; // confidence of the likeliest next symbol
    symbols: { symbol: string; count: number; top1: number; top5: number; precision: number | null }[]; // by action: recall at 1 and 5, precision at 1
  };
}

// GET /strategies?run=
export interface RuleInfo {
  id: string;
  position: number;
  channel: string;
  action: string;
  texts: Record<string, string>;
  conditions: { name: string; texts: Record<string, string>; sql: string }[];
  customers: number | null; // caught in the run; null without a prediction
  cases: number;
}
export interface Strategies {
  run: number | null;
  rank_by: string;
  least_confidence: number;
  rules: RuleInfo[];
  none: { texts: Record<string, string>; customers: number | null };
}
// GET /strategies/cases: run when asked
export interface CaseInfo {
  name: string;
  file: string;
  rule: string;
  misses: string;
  passed: boolean;
  explanation: string;
  now: string;
  steps: { time: string; symbol: string; detail: string }[];
  candidates: { symbol: string; confidence: number }[];
}
export interface Cases { cases: CaseInfo[] }
// POST /strategies/what-if {run?, without: rule ids, later_minutes: number}: nothing is stored
export interface StrategyWhatIf { run: number; changed: number; rules: { id: string | null; before: number; after: number }[] }

// GET /dashboard: texts in the language of the request; no charts where the pack has no dashboard
export interface DashboardFilter { name: string; label: string; words: string | null; values: string[] }
export type DashboardKind = 'number' | 'gauge' | 'line' | 'bar' | 'stacked' | 'radar' | 'map_grid' | 'table' | 'donut';
export interface DashboardChartInfo {
  name: string;
  kind: DashboardKind;
  title: string;
  format: ValueFormat;
  formats: Record<string, ValueFormat>; // of columns that differ
  words: Record<string, string>; // column -> first part of the wording's key of its values
  unit: string;
  span: number; // columns of twelve
  height: number;
  low: number; // of a gauge
  high: number;
  thresholds: number[];
  drill: string | null; // the filter that a click sets
}
export interface DashboardInfo { title: string; refresh_seconds: number; version: number; filters: DashboardFilter[]; charts: DashboardChartInfo[] }
// GET /dashboard/version
export interface DashboardVersion { version: number; making: boolean }
// GET /dashboard/charts/{name}?filter={"city":"…"}
export interface DashboardChart { name: string; version: number; missing: string | null; columns: string[]; rows: Cell[][] }

// GET /task/models
export interface CutoffRows { cutoff: string; rows: number; positives: number; unknown: number }
export interface TaskModel {
  name: string;
  chosen: boolean;
  seconds: number;
  rows: number;
  calibration: string;
  auc: Interval;
  average_precision: number | null;
  log_loss: number | null;
  brier: number | null;
  ece: number | null;
  ks: number | null;
  as_good_as_best: boolean | null; // null: a previous version did not record it
}
export interface TaskTraining {
  run: number;
  finished: string;
  seconds: number;
  seed: string;
  horizon_months: number;
  features: number;
  calibration_rows: number;
  share: number;
  training: CutoffRows[]; // latest first
  test: CutoffRows;
  models: TaskModel[]; // best first
}
export interface TaskTrainings { trainings: TaskTraining[] } // newest first
// GET /task/models/{run}
export type CurvePoint = [x: number | null, y: number | null, more: number | null];
export interface TaskCurves {
  name: string;
  auc: Interval;
  average_precision: Interval;
  log_loss: Interval;
  brier: Interval;
  ece: Interval;
  ks: { distance: number | null; threshold: number | null };
  roc: CurvePoint[]; // false positive rate, true positive rate, threshold
  precision_recall: CurvePoint[]; // recall, precision, threshold
  gain: CurvePoint[]; // share of customers, share found, lift
  ks_curve: CurvePoint[]; // threshold, share of yes at or above it, share of no
  calibration: CalibrationBin[];
}
export interface ModelPair { a: string; b: string; difference: Interval; p: number | null }
export interface LogisticTerm {
  name: string;
  label: string | null; // null: the intercept
  step: string | null;
  feature: string | null;
  deviation: number; // the step that pictures show, in units of the column
  coefficient: number | null;
  standard_error: number | null;
  low: number | null;
  high: number | null;
  z: number | null;
  p: number | null;
}
export interface TreeNode { condition: string; left: number; right: number; share: number; positive_share: number } // a leaf has no condition
export interface TreeRule { conditions: string[]; support: number; support_share: number; positive_share: number; purity: number; lift: number }
export interface TaskTrainingDetail {
  training: TaskTraining;
  outcome: string;
  asked_auc: number | null;
  curves: TaskCurves[] | null; // null: a previous version trained and measured none
  pairs: ModelPair[];
  logistic: { terms: LogisticTerm[]; has_errors: boolean; rows: number; deviance: number | null; null_deviance: number | null; aic: number | null } | null;
  tree: { nodes: TreeNode[]; rules: TreeRule[] } | null; // the root first
}
// GET /watch: what came of the contacts, in the language of the request
export interface WatchPoint {
  period: string; // 2025-09; a week is called by its Monday, 2025-09-08
  trials: number;
  successes: number;
  share: number;
  low: number; // limits of the share
  high: number;
  beyond: -1 | 0 | 1;
  ewma: number; // in standard deviations
  ewma_low: number;
  ewma_high: number;
  drifted: -1 | 0 | 1;
}
export interface WatchWarning { kind: 'beyond' | 'drifted'; side: 'fallen' | 'risen'; since: string; share: number }
export interface NoChart { code: 'none' | 'few_periods' | 'few_contacts' | 'one_outcome'; have: number; need: number }
export interface WatchedShare {
  name: string;
  text: string;
  by: string; // empty: of all contacts
  value: string;
  called: string; // the value in words
  period: 'month' | 'week';
  trials: number;
  baseline: number; // first points, from which the limits come
  no_chart: NoChart | null;
  centre: number | null;
  excess: number | null;
  points: WatchPoint[];
  warnings: WatchWarning[];
}
export interface PlanOutcome { run: number; value: string; called: string; counts: (number | null)[] } // null: not known yet
export interface Watch { month: string | null; shares: WatchedShare[]; funnel_by: string; steps: string[]; plans: PlanOutcome[] }
// GET /layers?segment=
export interface LayerMeasure { name: string; text: string; kind: 'mean' | 'median' | 'sum' | 'share'; format: ValueFormat; everybody: number | null }
export interface LayerRow {
  kind: 'value' | 'others' | 'missing';
  value: string | null; // as in the data
  text: string; // empty but of values
  customers: number;
  share: number;
  measures: (number | null)[]; // null where no customer has a value
}
export interface Layer { name: string; text: string; is_ordered: boolean; values: number; rows: LayerRow[] } // values: how many there are, also beyond the rows
export interface Correlation { r: number | null; low: number | null; high: number | null; customers: number } // low, high: 95 % interval
export interface Correlations { columns: { name: string; text: string }[]; pearson: Correlation[][]; spearman: Correlation[][] } // the first column is what the others go with
export interface Layers { month: string; customers: number; segment?: string; measures: LayerMeasure[]; layers: Layer[]; correlation: Correlations | null; seconds: number }

// GET /segments
export interface SegmentNumber {
  segments: number;
  inertia: number | null;
  silhouette: number | null;
  calinski_harabasz: number | null;
  davies_bouldin: number | null;
  mean_jaccard: number | null;
  least_jaccard: number | null;
  adjusted_rand: number | null;
  smallest_share: number | null;
}
export type SegmentEvidence =
  | { asked: number } // the number was given
  | { customers: number; least: number; most: number; chosen: number; stable: boolean; elbow: number; inertia_of_one: number | null; by_number: SegmentNumber[] };
export interface SegmentColumn { name: string; column: string; tells: boolean; mean: number | null; median: number | null; known: number } // tells: customers are told apart by it
export interface SegmentFeature { name: string; mean: number | null; median: number | null; lift: number | null; difference: number | null; known: number }
export interface Segment { id: string; name: string; strategy: string; customers: number; share: number; features: SegmentFeature[]; probability: number | null } // features: one a column
export interface SegmentMoves { from: string; to: string; counts: number[][] } // [from][to]; the last row: new, the last column: gone
export interface Segments { run: number; month: string; customers: number; evidence: SegmentEvidence; columns: SegmentColumn[]; segments: Segment[]; moves: SegmentMoves | null; seconds: number }
// --- a task over tables explained: texts in the language of the request

// GET /task/customers?search=&limit=: of the newest scores, the likeliest first
export interface TaskFound { customer: string; probability: number; rank: number; listed: boolean }
export interface TaskCustomers { run: number; customers: TaskFound[] }
/** A feature in words, and how its values are spread over the test rows of the training: low 1 %, high 99 %; null of categories. */
export interface TaskFeature {
  name: string;
  meaning: string;
  group: string; // business feature
  unit: string; // may be empty
  source: string;
  format: 'number' | 'integer' | 'money' | 'percent' | 'text';
  categories: string[]; // that the model knows; empty: a number
  follows: string[]; // features with which it changes
  missing: number; // rows
  least: number | null;
  low: number | null;
  median: number | null;
  high: number | null;
  most: number | null;
}
export interface TaskReason { group: string; feature: string; share: number; text: string }
/** What a feature adds to the margin; number and category null: missing. */
export interface TaskLine { name: string; share: number; value: string; number: number | null; category: string | null }
export interface TaskScore {
  probability: number; // calibrated
  raw: number; // before calibration
  rank: number;
  listed: boolean;
  margin: number; // the base and all shares
  reasons: TaskReason[]; // all business features, largest first
  features: TaskLine[]; // largest first
}
// GET /task/customers/{id}
export interface TaskCustomer {
  customer: string;
  run: number;
  cutoff: string; // 2025-12
  task: string;
  outcome: string;
  horizon_months: number;
  model: string;
  model_run: number;
  calibration: string;
  customers: number; // that were ranked
  base: number;
  unit: 'log_odds' | 'probability'; // of margins and shares
  segment: { id: string; name: string } | null;
  score: TaskScore;
  features: TaskFeature[];
}
// POST /task/customers/{id}/what-if
export interface TaskChanges { changes: Record<string, number | string | null> }
export interface TaskWhatIf { before: TaskScore; after: TaskScore; moved: string[] } // moved: features that followed
// GET /task/customers/{id}/contact: of the newest plan; 404 no_contact where there is none
export interface TaskChannel { name: string; allowed: boolean; first_day: string; value: number; conditions: number; held: number; against: string[] }
export interface TaskContact {
  run: number;
  month: string;
  customer: string;
  channel: string | null; // null: left out
  day: string | null;
  message: string | null;
  value: number | null; // expected
  why: string | null; // not_allowed, too_early, no_value, capacity
  left_out: string | null; // in words, where they are known in this language
  channels: TaskChannel[];
}
// GET /task/explanation?feature=: of the model of the newest scores, on a sample of the test rows
export interface TaskPoints { values: (number | null)[]; shares: number[] } // a row each; values of categories are their places
export interface TaskExplanation {
  run: number; // of the training
  cutoff: string;
  outcome: string;
  horizon_months: number;
  model: string;
  unit: 'log_odds' | 'probability';
  base: number;
  rows: number;
  groups: { group: string; mean_absolute: number }[]; // largest first
  importance: { name: string; mean_absolute: number }[]; // of features, largest first
  points: Record<string, TaskPoints>; // of the most important features, or of the one asked for
  features: TaskFeature[];
}
