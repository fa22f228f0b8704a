import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Gateway } from "./support/gateway";
import { answers, chooseBuiltIn, ended, expect, openModelThread, questions, say, test } from "./support/test";

/** Waits until nothing is answered in a thread any more. */
async function settled(gateway: Gateway, id: string): Promise<void> {
  await expect.poll(async () => (await gateway.call("GET", `/threads/${id}`)).running).toBe(false);
}

/** A thread with as many questions and their answers, said over the interface; numbered from 1. */
async function longThread(gateway: Gateway, title: string, questionCount: number): Promise<string> {
  const thread = await gateway.call("POST", "/threads", { title, model: "built-in" });
  for (let number = 1; number <= questionCount; number++) {
    await gateway.call("POST", "/chat", { thread_id: thread.id, content: `hello number ${number}.` });
    if (number % 8 === 0 || number === questionCount) {
      await settled(gateway, thread.id);
    }
  }
  return thread.id;
}

const open = (page: Page, threadId: string) =>
  page.evaluate((id) => {
    location.hash = `#/t/${id}`;
  }, threadId);

test.describe("what was said long ago", () => {
  test("is loaded page by page, and the reader stays where they were", async ({ paired: page, gateway }) => {
    await open(page, await longThread(gateway, "A long story", 60));
    await expect(page.locator("article.turn")).toHaveCount(50);
    await expect(questions(page).last()).toContainText("hello number 60.");
    const log = page.getByRole("region", { name: "Conversation" });
    await expect.poll(() => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(4);

    const older = page.getByRole("button", { name: "Earlier messages" });
    await log.evaluate((box) => box.scrollTo(0, 0));
    const anchor = questions(page).first();
    const before = await anchor.evaluate((turn) => turn.getBoundingClientRect().top);
    const words = await anchor.innerText();
    await older.click();
    await expect(page.locator("article.turn")).toHaveCount(100);
    const same = questions(page).filter({ hasText: words.split("\n")[0] ?? "" });
    await expect.poll(() => same.evaluate((turn) => turn.getBoundingClientRect().top)).toBeCloseTo(before, -1);

    await log.evaluate((box) => box.scrollTo(0, 0));
    await older.click();
    await expect(page.locator("article.turn")).toHaveCount(120);
    await expect(older).toBeHidden();
    const numbers = await questions(page).evaluateAll((turns) =>
      turns.map((turn) => Number(/number (\d+)\./.exec(turn.textContent ?? "")?.[1])),
    );
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));

    await say(page, "hello number 61.");
    await ended(page);
    await expect(page.locator("article.turn")).toHaveCount(122);
  });

  test("is forked from an answer in the middle", async ({ paired: page, gateway }) => {
    const original = await longThread(gateway, "Crossroads", 4);
    await open(page, original);
    await expect(answers(page)).toHaveCount(4);
    await answers(page).nth(1).hover();
    await answers(page).nth(1).getByRole("button", { name: "Fork", exact: true }).click();
    await expect(page.getByText("This is a copy")).toBeVisible();
    await expect(answers(page)).toHaveCount(2);
    await expect(questions(page).last()).toContainText("number 2.");
    await say(page, "hello number 9.");
    await expect(answers(page)).toHaveCount(3);
    await open(page, original);
    await expect(answers(page)).toHaveCount(4);
    await expect(questions(page).filter({ hasText: "number 9." })).toHaveCount(0);
  });
});

test("more threads than a page holds are listed page by page", async ({ paired: page, gateway }) => {
  for (let number = 1; number <= 120; number++) {
    await gateway.call("POST", "/threads", { title: `Shelf ${String(number).padStart(3, "0")}` });
  }
  await page.reload();
  const rows = page.locator(".thread-row");
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toContainText("Shelf 120");
  const more = page.getByRole("button", { name: "Older threads" });
  await more.click();
  await expect(rows).toHaveCount(100);
  await more.click();
  await expect(page.locator(".thread-row", { hasText: "Shelf 001" })).toHaveCount(1);
  const titles = await rows.filter({ hasText: "Shelf" }).locator(".thread-title").allInnerTexts();
  expect(titles.map((title) => title.trim())).toEqual(
    [...new Set(titles.map((title) => title.trim()))].sort().reverse(),
  );

  // A change elsewhere moves one row and keeps the pages that are open.
  const count = await rows.count();
  await rows.filter({ hasText: "Shelf 001" }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Shelf 001" })).toBeVisible();
  await chooseBuiltIn(page);
  await say(page, "hello");
  await ended(page);
  await expect(rows.first()).toContainText("Shelf 001");
  expect(await rows.count()).toBe(count);
});

test("a text file goes with a message, and its words reach the model", async ({ paired: page, gateway, model }) => {
  await openModelThread(page, gateway, "With a file");
  const file = join(gateway.work, "shopping.txt");
  writeFileSync(file, "bread and butter and jam\n");
  await page.getByLabel("Files", { exact: true }).setInputFiles(file);
  const chosen = page.getByRole("list", { name: "Files that go with the message" });
  await expect(chosen).toContainText("shopping.txt");
  await say(page, "what shall I buy?");
  await ended(page);
  await expect(chosen).toBeHidden();
  await expect(questions(page).last().locator(".attachment")).toContainText("shopping.txt");
  expect(JSON.stringify(model.asked.at(-1))).toContain("bread and butter and jam");
  await page.reload();
  await expect(questions(page).last().locator(".attachment")).toContainText("shopping.txt");

  writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00, 0x01]));
  await page.getByLabel("Files", { exact: true }).setInputFiles(file);
  await expect(page.getByText("shopping.txt is neither text nor a picture.")).toBeVisible();
});

test("long words, long paths and wide tables stay inside the column", async ({ paired: page, gateway }) => {
  await openModelThread(page, gateway, "Wide");
  const path = `/${"a-very-long-folder-name/".repeat(12)}file.txt`;
  const row = (cell: (column: number) => string) => `|${Array.from({ length: 24 }, (_, c) => cell(c)).join("|")}|`;
  const table = [
    row((c) => `Column ${c}`),
    row(() => "---"),
    ...Array.from({ length: 40 }, () => row((c) => `value-${c}`)),
  ];
  await say(page, `${"Donaudampfschifffahrt".repeat(20)}\n\n${path}\n\n\`${path}\`\n\n${table.join("\n")}`);
  await expect(answers(page).last().locator("table")).toBeVisible({ timeout: 15_000 });
  for (const width of [1280, 640, 320]) {
    await page.setViewportSize({ width, height: 700 });
    const wide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll(".log, .turn, .bubble, .markdown, .markdown > p")]
        .filter((box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).display !== "inline")
        .map((box) => `${box.tagName}.${box.className} ${box.scrollWidth} > ${box.clientWidth}`),
    );
    expect(wide).toEqual([]);
  }
});
