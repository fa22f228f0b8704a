import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { chooseBuiltIn, ended, expect, expectAccessible, openModelThread, say, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));
const shot = (page: Page, name: string) => page.screenshot({ path: `${SHOTS}/${name}.png` });
const fits = async (page: Page) =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

/** Due soon and often, and done without a model: what it did can be seen and costs nothing. */
const TICKER = {
  type: "job",
  name: "ticker",
  description: "Tells how many threads there are.",
  definition: {
    trigger: { type: "cron", every: "10s" },
    direct: [
      { tool: "list_threads", as: "threads" },
      { tool: "notify", with: { title: "Tick", text: "The ticker ran." } },
    ],
  },
  permissions: { tools: ["list_threads", "notify"] },
};

test.describe("a job", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test.setTimeout(120_000);

  test("is asked for, shown, approved, fires, explains itself, rests and goes on", async ({
    paired: page,
    gateway,
  }) => {
    await openModelThread(page, gateway, "Jobs by asking");
    await say(page, `call create_extension ${JSON.stringify(TICKER)}`);
    const card = page.locator(".approval").last();
    await expect(card).toContainText("ticker", { timeout: 20_000 });
    await expect(card.locator(".job-words")).toContainText(/every 10 s/i);
    await expect(card.getByRole("list", { name: "Next firings" }).getByRole("listitem")).toHaveCount(5);
    await expect(card).toContainText("per month");
    await expect(card.locator(".permissions")).toContainText("list_threads, notify");
    await expectAccessible(page);
    await shot(page, "phone-light-job-card");
    await fits(page);
    await card.getByRole("button", { name: "Approve" }).tap();
    await expect(card).toHaveAttribute("data-status", "approved");

    await page.getByRole("button", { name: /^Show threads/ }).tap();
    await page.getByRole("link", { name: "Jobs", exact: true }).tap();
    await expect(page.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
    const row = page.locator(".job-row", { hasText: "ticker" });
    await expect(row).toContainText(/every 10 s/i);
    await expect(page.getByRole("region", { name: "The week ahead" })).toContainText("ticker");
    await expectAccessible(page);
    await shot(page, "phone-light-jobs");
    await fits(page);

    await row.tap();
    const runs = page.getByRole("region", { name: "Runs" });
    const first = runs.getByRole("link", { name: /succeeded/ }).first();
    await expect(first).toContainText("its schedule", { timeout: 40_000 });
    await expectAccessible(page);
    await shot(page, "phone-light-job");
    await fits(page);

    await first.tap();
    await expect(page.getByRole("heading", { level: 1, name: "Run of ticker" })).toBeVisible();
    const story = page.getByRole("article", { name: "What happened" });
    await expect(story).toContainText("succeeded");
    await expect(story).toContainText("version 1");
    await expect(story.locator("details.step")).toHaveCount(2);
    await expect(story.locator(".card-facts")).toContainText(/cost\s*free/);
    await story.locator("details.step summary").first().tap();
    await expect(story.locator("details.step").first()).toContainText("Output");
    await expectAccessible(page);
    await shot(page, "phone-light-run");
    await fits(page);

    await page.getByRole("link", { name: "Back to ticker" }).tap();
    await page.getByRole("button", { name: "Dry run" }).tap();
    await expect(page.getByRole("region", { name: "Dry run" })).toContainText("list_threads, notify");
    await page.getByRole("button", { name: "Pause" }).tap();
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
    const job = async () => gateway.call("GET", "/jobs/ticker");
    expect((await job()).next_fire_at).toBeNull();
    await page.getByRole("button", { name: "Undo" }).tap();
    await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
    await expect.poll(async () => (await job()).next_fire_at).not.toBeNull();
    await page.getByRole("button", { name: "Pause" }).tap();
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  });

  test("is made, moved, paused and taken back in plain words, without a model", async ({ paired: page, gateway }) => {
    const job = async (name: string) => gateway.call("GET", `/jobs/${name}`);
    const card = page.locator(".approval").last();
    const agree = async () => {
      await expect(card).toHaveAttribute("data-status", "pending", { timeout: 20_000 });
      await card.getByRole("button", { name: "Approve" }).tap();
      await expect(card).toHaveAttribute("data-status", "approved");
      await ended(page);
    };
    await chooseBuiltIn(page);
    await page.getByText("Act", { exact: true }).tap();
    await say(page, "make a job called digest that lists yesterday's threads every weekday at 9");
    await expect(card).toContainText("digest", { timeout: 20_000 });
    await expect(card.locator(".job-words")).toContainText("09:00");
    await expect(card.getByRole("list", { name: "Next firings" }).getByRole("listitem")).toHaveCount(5);
    await expectAccessible(page);
    await shot(page, "phone-light-job-asked");
    await agree();
    await expect.poll(async () => (await job("digest")).next_fire_at).not.toBeNull();

    await say(page, "change the digest job to every hour");
    await expect(card).toHaveAttribute("data-status", "pending", { timeout: 20_000 });
    await expect(card.locator(".approval-summary")).toContainText(/every hour/);
    await expect(card.locator(".job-words")).toHaveCount(0);
    await agree();
    await expect.poll(async () => (await job("digest")).version).toBe(2);

    await say(page, "run the digest job now");
    await agree();
    await expect.poll(async () => (await job("digest")).last_run?.status, { timeout: 20_000 }).toBe("succeeded");
    await say(page, "pause the digest job");
    await agree();
    await expect.poll(async () => (await job("digest")).enabled).toBe(false);
    await say(page, "/undo digest");
    await expect.poll(async () => (await job("digest")).enabled).toBe(true);
  });

  test("runs now, and is cancelled", async ({ paired: page, gateway }) => {
    await gateway.call("POST", "/extensions", {
      type: "job",
      name: "sleeper",
      description: "Sleeps.",
      enabled: true,
      definition: {
        trigger: { type: "cron", schedule: "0 4 * * *", timezone: "Asia/Tokyo" },
        direct: [{ tool: "Bash", with: { command: "sleep 60" } }],
      },
      permissions: { tools: ["Bash"] },
    });
    await page.goto(`${gateway.url}/#/jobs/sleeper`);
    await expect(page.getByRole("list", { name: "Next firings" })).toContainText("04:00");
    await page.getByRole("button", { name: "Run now" }).tap();
    const story = page.getByRole("article", { name: "What happened" });
    await expect(story.locator("details.step[data-state=running]")).toBeVisible({ timeout: 20_000 });
    await expect(story).toContainText("a person, by hand");
    await page.getByRole("button", { name: "Cancel" }).tap();
    await expect(story.locator(".run-state")).toHaveText("cancelled");
    await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
    await page.getByRole("link", { name: "Back to sleeper" }).tap();
    await expect(page.getByRole("region", { name: "Runs" })).toContainText("cancelled");
    await page.setViewportSize({ width: 1280, height: 800 });
    await expectAccessible(page);
    await shot(page, "desktop-light-job");
  });

  test("is followed by what the stream tells, not by the clock", async ({ paired: page, gateway }) => {
    await gateway.call("POST", "/extensions", {
      type: "job",
      name: "walker",
      description: "Takes two steps.",
      enabled: true,
      definition: {
        trigger: { type: "cron", schedule: "0 4 * * *" },
        overlap: "queue",
        direct: [
          { tool: "Bash", with: { command: "sleep 2" } },
          { tool: "Bash", with: { command: "sleep 2" } },
        ],
      },
      permissions: { tools: ["Bash"] },
    });
    let asked: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (/^\/(jobs|runs)\b/.test(pathname)) {
        asked.push(pathname);
      }
    });
    await page.goto(`${gateway.url}/#/jobs`);
    const row = page.locator(".job-row", { hasText: "walker" });
    await expect(row).toBeVisible();
    await page.waitForTimeout(1_000);
    asked = [];
    await page.waitForTimeout(12_000);
    // Jobs of the tests before this one may fire meanwhile; nothing asks each second.
    expect(asked.length).toBeLessThan(12);
    const { run_id: id } = await gateway.call("POST", "/jobs/walker/run");
    await expect(row).toContainText("works now");
    await gateway.call("POST", "/jobs/walker/run");
    await expect(row).toContainText("1 waits");
    await page.goto(`${gateway.url}/#/runs/${id}`);
    const story = page.getByRole("article", { name: "What happened" });
    await expect(story.locator("details.step[data-state=running]")).toHaveCount(1);
    await expect(story.locator("details.step")).toHaveCount(2);
    asked = [];
    await expect(story.locator(".run-state")).toHaveText("succeeded");
    expect(asked.filter((path) => path === `/runs/${id}`).length).toBeLessThan(8);
  });

  test("that fails is told of, and the notice leads to what went wrong", async ({ paired: page, gateway }) => {
    await gateway.call("POST", "/extensions", {
      type: "job",
      name: "breaker",
      description: "Breaks.",
      enabled: true,
      definition: { schedule: "@daily", direct: [{ tool: "Bash", with: { command: "echo no disk; exit 3" } }] },
      permissions: { tools: ["Bash"] },
    });
    await gateway.call("POST", "/jobs/breaker/run");
    await page.getByRole("link", { name: /^Inbox; new/ }).tap();
    await page
      .getByRole("region", { name: "New" })
      .getByRole("link", { name: /breaker/ })
      .tap();
    await expect(page.getByRole("heading", { level: 1, name: "Run of breaker" })).toBeVisible();
    const story = page.getByRole("article", { name: "What happened" });
    await expect(story.locator(".run-state")).toHaveText("failed");
    await expect(story.locator("details.step[data-state=failed]")).toBeVisible();
    await expectAccessible(page);
    await shot(page, "phone-light-run-failed");
    await page.getByRole("link", { name: "Back to breaker" }).tap();
    await expect(page.getByText(/It failed the last time/)).toBeVisible();
  });
});
