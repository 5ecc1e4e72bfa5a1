import { expect, test } from 'vitest';

import { reverse } from './wordingInReverse';

const hant = {
  'channel.call': '外撥電話',
  'message.branch': '邀請至 {branch_name}，面談資產配置',
  'reason.up': '{meaning}：{value}，提高機率',
  'reason.total_up': '總資產已達 {value}',
  'feature.cash': '現金占比',
  'left_out.not_allowed': '沒有可用的通路：{reasons}',
  'left_out.too_early': '冷靜期內，{channel_name}最早 {until}',
  'condition.refused': '上次聯繫（{value}）已拒絕',
  'condition.app': '本月未開啟 App',
  'column.name': '姓名',
};
const english = {
  'channel.call': 'Outbound call',
  'message.branch': 'Invite to {branch_name}',
  'reason.up': '{meaning}: {value}, which raises the chance',
  'reason.total_up': 'Total assets have reached {value}',
  'feature.cash': 'share of cash',
  'left_out.not_allowed': 'no channel is allowed: {reasons}',
  'left_out.too_early': 'in cool-down: {channel_name} from {until}',
  'condition.refused': 'refused at the last contact ({value})',
  'condition.app': 'did not open the app',
  'column.name': 'Name',
};
const say = reverse(hant, english, ['channel', 'message', 'reason', 'feature', 'left_out', 'condition']);

test('texts of the wording are said in the other language', () => {
  expect(say('外撥電話')).toBe('Outbound call');
  expect(say('本月未開啟 App')).toBe('did not open the app');
});

test('values that were filled in are kept, or said in their turn', () => {
  expect(say('邀請至 台北分行，面談資產配置')).toBe('Invite to 台北分行');
  expect(say('總資產已達 912,345')).toBe('Total assets have reached 912,345');
  expect(say('現金占比：12.3 %，提高機率')).toBe('share of cash: 12.3 %, which raises the chance');
  expect(say('冷靜期內，外撥電話最早 2026-01-03')).toBe('in cool-down: Outbound call from 2026-01-03');
  expect(say('沒有可用的通路：上次聯繫（2025-11-02）已拒絕; 本月未開啟 App')).toBe('no channel is allowed: refused at the last contact (2025-11-02); did not open the app');
});

test('what is no text of the wording stays as it is, also texts of other areas', () => {
  expect(say('王小明')).toBeUndefined();
  expect(say('姓名')).toBeUndefined();
});

test('signs that mean something in a pattern are taken as they are', () => {
  const odd = reverse({ 'message.a': 'a.b (x) {v}?' }, { 'message.a': '{v}!' }, ['message']);
  expect(odd('a.b (x) 1?')).toBe('1!');
  expect(odd('aXb (x) 1?')).toBeUndefined();
});
