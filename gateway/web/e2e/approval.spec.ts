import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { answers, chooseBuiltIn, ended, expect, expectAccessible, say, test } from "./support/test";

const card = (page: Page) => page.locator("section.approval").last();

async function ask(page: Page, file: string): Promise<void> {
  await chooseBuiltIn(page);
  await page.getByText("Act", { exact: true }).click();
  await say(page, `create a file ${file} with hello from the page`);
  await expect(card(page)).toHaveAttribute("data-status", "pending", { timeout: 20_000 });
}

test.describe("approval", () => {
  test("shows what will be done, and approving does it", async ({ paired: page, gateway }) => {
    const file = join(gateway.work, "approved.txt");
    await ask(page, file);
    await expect(card(page)).toContainText("approved.txt");
    await expect(card(page)).toContainText("hello from the page");
    await expectAccessible(page);
    expect(existsSync(file)).toBe(false);
    await card(page).getByRole("button", { name: "Approve" }).click();
    await expect(card(page)).toHaveAttribute("data-status", "approved");
    await expect(card(page)).toContainText("Approved by First browser");
    await expect.poll(() => existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8")).toContain("hello from the page");
    await expect(answers(page).first()).toHaveAttribute("data-status", "complete", { timeout: 20_000 });
    await page.reload();
    await expect(card(page)).toHaveAttribute("data-status", "approved");
  });

  test("denied from the keyboard, nothing is done", async ({ paired: page, gateway }) => {
    const file = join(gateway.work, "denied.txt");
    await ask(page, file);
    await card(page).getByRole("radio", { name: "Just this once" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(card(page)).toHaveAttribute("data-status", "denied");
    await expect(answers(page).first()).toHaveAttribute("data-status", "complete", { timeout: 20_000 });
    expect(existsSync(file)).toBe(false);
  });

  test("answered on another device, the card says who", async ({ paired: page, another, gateway }) => {
    const file = join(gateway.work, "elsewhere.txt");
    await ask(page, file);
    const other = await another();
    await other.goto(page.url());
    await card(other).getByRole("button", { name: "Deny" }).click();
    await expect(card(page)).toContainText("Denied by Second browser");
    await expect(card(page).getByRole("button", { name: "Approve" })).toHaveCount(0);
    expect(existsSync(file)).toBe(false);
  });

  test("in plan mode nothing is written", async ({ paired: page, gateway }) => {
    const file = join(gateway.work, "planned.txt");
    await chooseBuiltIn(page);
    await say(page, `create a file ${file} with nothing`);
    await ended(page);
    expect(existsSync(file)).toBe(false);
  });
});
