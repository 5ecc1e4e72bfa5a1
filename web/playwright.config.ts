import { defineConfig } from '@playwright/test';

// Real browser against the real program: Debian's Chromium and build/auspex. `make test` runs it; alone: npm run browser.
export default defineConfig({
  testDir: 'tests',
  testMatch: '*.spec.ts',
  globalSetup: './tests/support/prepare.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: process.env.CI ? 1 : 0, // a machine may be slow for a moment; what passed only then is listed as flaky
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: process.env.CI ? [['list']] : [['line']],
  use: {
    viewport: { width: 1280, height: 800 },
    actionTimeout: 15_000,
    testIdAttribute: 'data-test',
    locale: 'zh-TW',
    timezoneId: 'Asia/Taipei',
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
