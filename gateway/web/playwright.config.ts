import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/support/browser";

const executablePath = await findBrowser();

// One worker: the machine that builds has two cores, and the gateway under test needs one of them.
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "../target/web-e2e",
  workers: 1,
  // A story that a busy machine cuts off is told once more, and reported as flaky.
  retries: 1,
  forbidOnly: true,
  fullyParallel: false,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    trace: "off",
    launchOptions: {
      executablePath,
      // The sandbox needs user namespaces, which containers often refuse; only the gateway's own page is opened.
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    },
  },
});
