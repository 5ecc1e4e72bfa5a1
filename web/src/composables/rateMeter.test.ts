import { expect, test } from 'vitest';

import { RateMeter } from './rateMeter';

test('measures over the last seconds only', () => {
  let now = 0;
  const meter = new RateMeter(5000, () => now);
  meter.add(0);
  expect(meter.rate()).toBeNull();
  now = 1000;
  meter.add(100);
  expect(meter.rate()).toBe(100);
  expect(meter.remainingSeconds(600)).toBe(5);
  for (let second = 2; second <= 20; ++second) {
    now = second * 1000;
    meter.add(100 + (second - 1) * 10);
  }
  expect(meter.rate()).toBe(10);
});

test('begins anew when what was sent did not arrive', () => {
  let now = 0;
  const meter = new RateMeter(5000, () => now);
  meter.add(0);
  now = 1000;
  meter.add(500);
  now = 2000;
  meter.add(100);
  expect(meter.rate()).toBeNull();
  now = 3000;
  meter.add(200);
  expect(meter.rate()).toBe(100);
});
