// Playwright's test, which here also fails when a page throws or does what the content security policy forbids.
import { test as base } from '@playwright/test';

export { expect } from '@playwright/test';

export const test = base.extend({
  context: async ({ context }, use) => {
    const faults: string[] = [];
    context.on('weberror', (error) => faults.push(String(error.error().stack)));
    context.on('console', (message) => {
      if (/content security policy|\[vue|intlify|unhandled/i.test(message.text())) faults.push(message.text());
    });
    await use(context);
    if (faults.length > 0) throw new Error(`the pages complained:\n${faults.join('\n')}`);
  },
});
