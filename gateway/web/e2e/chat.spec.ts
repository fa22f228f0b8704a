import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answers, chooseBuiltIn, composer, ended, expect, openModelThread, questions, say, test } from "./support/test";

test.describe("chat", () => {
  test("the built-in agent answers and shows the tool it used", async ({ paired: page, gateway }) => {
    mkdirSync(join(gateway.work, "garden"), { recursive: true });
    writeFileSync(join(gateway.work, "garden", "roses.md"), "# Roses\n");
    await chooseBuiltIn(page);
    await say(page, `list the files in ${join(gateway.work, "garden")}`);
    const answer = await ended(page);
    await expect(answer).toContainText("roses.md");

    const step = answer.locator("details.step").first();
    await expect(step).toHaveAttribute("data-state", "done");
    await expect(step.locator("pre").first()).toBeHidden();
    await step.locator("summary").click();
    await expect(step.getByText("Input")).toBeVisible();
    await expect(step).toContainText("garden");
    await step.locator("summary").press("Enter");
    await expect(step.locator("pre").first()).toBeHidden();

    // The thread is in the list, in the address, and the same after a reload.
    await expect(page.locator(".thread-row[data-open=true]")).toContainText("list the files");
    expect(page.url()).toMatch(/#\/t\/thread_/);
    const before = await answer.innerText();
    await page.reload();
    await expect(answers(page)).toHaveCount(1);
    await expect(questions(page)).toHaveCount(1);
    expect(words(await (await ended(page)).innerText())).toEqual(words(before));
  });

  test("a suggested first message is answered", async ({ paired: page }) => {
    await chooseBuiltIn(page);
    await page.getByRole("button", { name: /What can you do/ }).click();
    await expect(await ended(page)).not.toBeEmpty();
  });

  test("an answer streams in, can be stopped, and keeps what had come", async ({ paired: page, gateway, model }) => {
    await openModelThread(page, gateway, "A long answer");
    await say(page, "count to 400");
    await expect(answers(page).last()).toContainText("1 2 3 4 5");
    await expect(answers(page).last()).toHaveAttribute("data-status", "streaming");
    await page.getByRole("button", { name: "Stop" }).click();
    const answer = await ended(page, "partial");
    await expect(answer).toContainText("Stopped");
    await expect(answer).toContainText("1 2 3 4 5");
    await expect(answer).not.toContainText(" 400");
    await expect(page.getByRole("button", { name: "Stop" })).toBeHidden();
    await expect.poll(() => model.cutByReader).toBeGreaterThan(0);

    await say(page, "hello again");
    await expect(await ended(page)).toContainText("You said: hello again");
  });

  test("a message that comes while one is answered waits and is answered next", async ({ paired: page, gateway }) => {
    await openModelThread(page, gateway, "A queue");
    await say(page, "count to 60");
    await expect(answers(page).last()).toContainText("1 2 3");
    await say(page, "and then this");
    await expect(questions(page).last()).toContainText("Queued");
    await expect(answers(page)).toHaveCount(2, { timeout: 20_000 });
    await expect(await ended(page)).toContainText("You said: and then this");
    await expect(answers(page).first()).toContainText(" 60");
    const order = await page.locator("article.turn").evaluateAll((turns) => turns.map((turn) => turn.className));
    expect(order.map((name) => name.includes("turn-user"))).toEqual([true, false, true, false]);
  });

  test("a message that waits can be taken back: its words return to the composer, nobody answers it", async ({
    paired: page,
    gateway,
  }) => {
    await openModelThread(page, gateway, "Taken back");
    await say(page, "count to 120");
    await expect(answers(page).last()).toContainText("1 2 3");
    await say(page, "not this one");
    await say(page, "but this one");
    const waiting = questions(page).filter({ hasText: "not this one" });
    await waiting.getByRole("button", { name: "Take back" }).click();
    await expect(waiting).toHaveCount(0);
    await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("not this one");
    await page.getByRole("button", { name: "Stop" }).click();
    await expect(answers(page).last()).toContainText("You said: but this one", { timeout: 20_000 });
    await page.reload();
    await expect(answers(page)).toHaveCount(2);
    await expect(waiting).toHaveCount(0);
  });

  test("the reader who scrolled up stays there, and one click leads back", async ({ paired: page, gateway }) => {
    await openModelThread(page, gateway, "A tall answer");
    await say(page, "count to 40");
    await ended(page);
    for (const _ of [1, 2, 3, 4]) {
      await say(page, `line\n${"more\n".repeat(12)}`);
      await ended(page);
    }
    const log = page.getByRole("region", { name: "Conversation" });
    const fromEnd = () => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    await expect.poll(fromEnd).toBeLessThan(4);
    await say(page, "count to 80");
    await expect(answers(page).last()).toContainText("1 2 3");
    await log.hover();
    await page.mouse.wheel(0, -600);
    await expect(page.getByRole("button", { name: "Jump to latest" })).toBeVisible();
    const top = await log.evaluate((box) => box.scrollTop);
    await expect(answers(page).last()).toContainText(" 40 ");
    expect(await log.evaluate((box) => box.scrollTop)).toBe(top);
    await page.getByRole("button", { name: "Jump to latest" }).click();
    await expect.poll(fromEnd).toBeLessThan(4);
    await ended(page);
    await expect.poll(fromEnd).toBeLessThan(4);
  });

  test("a model that refuses the key becomes a sentence, and the thread stays usable", async ({
    paired: page,
    gateway,
  }) => {
    await openModelThread(page, gateway, "A refusal");
    await say(page, "fail please");
    const answer = answers(page).last();
    await expect(answer).not.toHaveAttribute("data-status", "streaming", { timeout: 20_000 });
    await expect(page.locator(".callout").last()).toContainText(/key|model/i);
    await say(page, "and now?");
    await expect(await ended(page)).toContainText("and now?");
  });

  test("two pages of one person show the same", async ({ paired: page, another, gateway }) => {
    const id = await openModelThread(page, gateway, "Shared");
    const other = await another();
    await expect(other.getByRole("link", { name: /Shared/ })).toBeVisible();
    await other.getByRole("link", { name: /Shared/ }).click();
    await say(page, "count to 30");
    await expect(answers(other).last()).toContainText("1 2 3");
    await say(other, "from the second page");
    await expect(questions(page).last()).toContainText("from the second page");
    await expect(answers(page)).toHaveCount(2, { timeout: 20_000 });
    await ended(page);
    await ended(other);
    expect(await said(page)).toEqual(await said(other));

    await gateway.call("PATCH", `/threads/${id}`, { title: "Renamed elsewhere" });
    await expect(page.getByRole("heading", { level: 1, name: "Renamed elsewhere" })).toBeVisible();
    await expect(other.getByRole("link", { name: /Renamed elsewhere/ })).toBeVisible();
  });

  test("drafts are kept per thread, and shift-enter makes a line", async ({ paired: page, gateway }) => {
    await openModelThread(page, gateway, "Draft one");
    await composer(page).fill("first");
    await composer(page).press("Shift+Enter");
    await composer(page).pressSequentially("second");
    await openModelThread(page, gateway, "Draft two");
    await expect(composer(page)).toHaveValue("");
    await page.getByRole("link", { name: /Draft one/ }).click();
    await expect(composer(page)).toHaveValue("first\nsecond");
    await composer(page).press("Enter");
    await expect(await ended(page)).toContainText("You said: first");
    await expect(composer(page)).toHaveValue("");
  });

  test("mode and model of a thread are chosen in the page", async ({ paired: page, gateway }) => {
    const id = await openModelThread(page, gateway, "Choices");
    await page.getByText("Act", { exact: true }).click();
    await expect.poll(async () => (await gateway.call("GET", `/threads/${id}`)).mode).toBe("act");
    await page.getByLabel("Model").selectOption("");
    await expect.poll(async () => (await gateway.call("GET", `/threads/${id}`)).model).toBeNull();
  });
});

const words = (text: string) => text.split(/\s+/).filter((word) => !/^(\d+(\.\d+)?|ms|s|·|min)$/.test(word));
const said = (page: import("@playwright/test").Page) =>
  page.locator("article.turn .bubble, article.turn .markdown").allInnerTexts();
