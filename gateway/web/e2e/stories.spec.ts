// The two stories the project promises, each step in the order a person takes them, in a real browser and on a real
// gateway.
import type { Page } from "@playwright/test";
import { answers, chooseBuiltIn, composer, expect, openModelThread, say, test } from "./support/test";

const card = (page: Page) => page.locator(".approval").last();
/** What was said in answer; cards stand in turns of their own. */
const said = (page: Page) =>
  answers(page).filter({ has: page.locator(".turn-foot", { hasText: /\b(direct|built-in)\b/ }) });

async function ask(page: Page, text: string): Promise<void> {
  const before = await said(page).count();
  await say(page, text);
  await expect(said(page)).toHaveCount(before + 1, { timeout: 20_000 });
}

async function decide(page: Page, button: "Approve" | "Deny"): Promise<void> {
  await card(page).getByRole("button", { name: button }).click();
  await expect(card(page)).toHaveAttribute("data-status", button === "Approve" ? "approved" : "denied");
}

test("a command: asked, shown, approved, used, edited, still the old one, denied, undone", async ({
  paired: page,
  gateway,
}) => {
  test.setTimeout(90_000);
  await gateway.call("POST", "/threads", { title: "Of today" });
  const listsYesterday = "There are no such threads.";

  await test.step("ask in chat", async () => {
    await chooseBuiltIn(page);
    await ask(page, "make me a /morning command that lists yesterday's threads");
  });
  await test.step("card: what it is and what it may touch", async () => {
    await expect(card(page)).toHaveAttribute("data-status", "pending");
    await expect(card(page).getByRole("heading")).toContainText("New command 'morning'");
    await expect(card(page)).toContainText("list_threads");
    await expect(card(page)).toContainText("no permissions beyond the safe ones");
    await ask(page, "/morning");
    await expect(said(page).last()).toContainText("There is no command");
  });
  await test.step("approve", async () => decide(page, "Approve"));
  await test.step("use", async () => {
    await composer(page).fill("/mrning");
    await expect(page.getByRole("listbox", { name: "Did you mean" }).getByRole("option")).toContainText("/morning");
    await page.keyboard.press("Tab");
    await expect(composer(page)).toHaveValue("/morning ");
    await composer(page).fill("");
    await ask(page, "/morning");
    await expect(said(page).last()).toContainText(listsYesterday);
  });
  await test.step("edit by the agent: its card shows what changes", async () => {
    await ask(page, "change /morning so that it lists today's threads");
    await expect(card(page)).toHaveAttribute("data-status", "pending");
    const changes = card(page).getByRole("group", { name: "What changes" });
    await expect(changes).toContainText("Version 1 stays in force");
    await expect(changes.locator("del").last()).toContainText("yesterday");
    await expect(changes.locator("ins").last()).toContainText("today");
  });
  await test.step("the old one still runs", async () => {
    await ask(page, "/morning");
    await expect(said(page).last()).toContainText(listsYesterday);
  });
  await test.step("deny: the old one goes on", async () => {
    await decide(page, "Deny");
    await expect(card(page).getByRole("group", { name: "What changes" })).toHaveCount(0);
    await ask(page, "/morning");
    await expect(said(page).last()).toContainText(listsYesterday);
  });
  await test.step("undo: the denial is taken back, so the change waits once more", async () => {
    await ask(page, "/undo morning");
    await ask(page, "/morning");
    await expect(said(page).last()).toContainText(listsYesterday);
    await expect(card(page)).toHaveAttribute("data-status", "pending");
    await expect(card(page).getByRole("group", { name: "What changes" })).toContainText("Version 1 stays in force");
    await decide(page, "Approve");
    await ask(page, "/morning");
    await expect(said(page).last()).toContainText("make me a /morning command");
  });
  await test.step("undo from the page: back to the first version, by its history", async () => {
    await page.getByRole("link", { name: "Extensions", exact: true }).click();
    await page.getByRole("searchbox", { name: "Search extensions" }).fill("morning");
    await page.getByRole("link", { name: /^morning command/ }).click();
    await page
      .getByRole("listitem")
      .filter({ hasText: /^Version 1\b/ })
      .getByRole("button", { name: "Go back to this" })
      .click();
    await expect(page.getByText("Version 1 of morning is in force again.")).toBeVisible();
    await expect(page.locator(".versions")).toContainText("reverted by First browser");
    const [command] = await gateway.call("GET", "/extensions?type=command&q=morning");
    expect(command.definition.direct[0].with.day).toBe("yesterday");
  });
  await test.step("undo of all of it: gone, and brought back", async () => {
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect(page.getByText("Morning is deleted.")).toBeVisible();
    expect(await gateway.call("GET", "/extensions?type=command&q=morning")).toEqual([]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await gateway.call("GET", "/extensions?type=command&q=morning")).length).toBe(1);
  });
  await test.step("every decision stands in the ledger, and the chain holds", async () => {
    await page.getByRole("link", { name: /^Approvals/ }).click();
    await page.getByRole("link", { name: "Every decision, in the ledger" }).click();
    const decisions = page.getByRole("list", { name: "Decisions, newest first" });
    for (const action of ["Approve extension", "Deny extension", "Revert extension", "Delete extension"]) {
      await expect(
        decisions.getByRole("listitem").filter({ hasText: "morning" }).getByText(action).first(),
      ).toBeVisible();
    }
    await page.getByRole("button", { name: "Check the chain" }).click();
    await expect(page.getByText(/^All \d+ entries are as they were written\.$/)).toBeVisible();
  });
});

test("a job: asked, shown, approved, fires, its run is seen with steps and cost, paused, undone", async ({
  paired: page,
  gateway,
}) => {
  test.setTimeout(120_000);
  const job = async () => gateway.call("GET", "/jobs/counter");
  await gateway.call("POST", "/extensions", {
    type: "control",
    name: "test-prices",
    description: "What the test's model costs.",
    enabled: true,
    definition: {
      kind: "models",
      models: [
        {
          alias: "priced",
          provider: "openai",
          model: "test-model",
          inputUsdPerMillion: 40,
          outputUsdPerMillion: 1000,
          pricesAsOf: "2026-11-01",
        },
      ],
    },
  });

  await test.step("ask", async () => {
    await openModelThread(page, gateway, "Counting");
    const wanted = {
      type: "job",
      name: "counter",
      description: "Counts the threads.",
      definition: { trigger: { type: "cron", every: "10s" }, agent: "priced", prompt: "call list_threads {}" },
      permissions: { tools: ["list_threads"] },
    };
    await say(page, `call create_extension ${JSON.stringify(wanted)}`);
  });
  await test.step("card: when it fires, what it may touch, what it is forecast to cost", async () => {
    await expect(card(page)).toHaveAttribute("data-status", "pending", { timeout: 20_000 });
    await expect(card(page).locator(".job-words")).toContainText(/every 10 s/i);
    await expect(card(page).getByRole("list", { name: "Next firings" }).getByRole("listitem")).toHaveCount(5);
    await expect(card(page).locator(".permissions")).toContainText("list_threads");
    await expect(card(page)).toContainText("per month");
    expect((await job()).next_fire_at).toBeNull();
  });
  await test.step("approve", async () => decide(page, "Approve"));
  await test.step("fires", async () => {
    await page.getByRole("link", { name: "Jobs", exact: true }).click();
    await page.locator(".job-row", { hasText: "counter" }).click();
    const first = page.getByRole("region", { name: "Runs" }).getByRole("link", { name: /succeeded/ });
    await expect(first.first()).toContainText("its schedule", { timeout: 40_000 });
    await first.last().click();
  });
  await test.step("the run is visible with steps and cost", async () => {
    const story = page.getByRole("article", { name: "What happened" });
    await expect(story.locator(".run-state")).toHaveText("succeeded");
    await expect(story.locator("details.step")).toHaveCount(1);
    await story.locator("details.step summary").click();
    await expect(story.locator("details.step")).toContainText("Counting");
    // Two calls of the model, each 12 tokens in and 34 out.
    await expect(story.locator(".card-facts")).toContainText(/cost\s*\$0\.07/);
    await expect(story.locator(".card-facts")).toContainText("24 in, 68 out");
    await expect(story).toContainText("Called.");
  });
  await test.step("pause", async () => {
    await page.getByRole("link", { name: "Back to counter" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
    await expect.poll(async () => (await job()).next_fire_at).toBeNull();
  });
  await test.step("undo", async () => {
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
    await expect.poll(async () => (await job()).next_fire_at).not.toBeNull();
  });
  // What is told here goes on for nobody else.
  for (const name of ["counter", "test-prices"]) {
    const [made] = await gateway.call("GET", `/extensions?q=${name}`);
    await gateway.call("DELETE", `/extensions/${made.id}`);
  }
});
