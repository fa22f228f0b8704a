import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { answers, chooseBuiltIn, composer, expect, expectAccessible, say, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));

const cards = (page: Page) => page.locator(".approval");

/** What was said in answer; cards stand in turns of their own. */
const said = (page: Page) =>
  answers(page).filter({ has: page.locator(".turn-foot", { hasText: /\b(direct|built-in)\b/ }) });

/** Says it in the open thread and waits until it is answered. */
async function ask(page: Page, text: string): Promise<void> {
  const before = await said(page).count();
  await say(page, text);
  await expect(said(page)).toHaveCount(before + 1, { timeout: 20_000 });
}

async function openExtensions(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = "#/extensions";
  });
  await expect(page.getByRole("heading", { level: 1, name: "Extensions" })).toBeVisible();
}

async function answer(page: Page, button: "Approve" | "Deny"): Promise<void> {
  await cards(page).last().getByRole("button", { name: button }).click();
  await expect(cards(page).last()).toHaveAttribute("data-status", button === "Approve" ? "approved" : "denied");
}

test.describe("extensions", () => {
  // The browser reports each refused request.
  test.use({ expectedComplaints: { any: [/400 \(Bad Request\)/] } });

  test("asked for in chat, approved, used, edited beside itself, and taken back", async ({ paired: page }) => {
    await chooseBuiltIn(page);
    await ask(page, "make me a /standup command that lists yesterday's threads");
    await expect(cards(page).last()).toContainText("standup");
    await expect(cards(page).last()).toContainText("list_threads");
    await expectAccessible(page);
    await page.screenshot({ path: `${SHOTS}/extension-card.png` });
    await ask(page, "/standup");
    await expect(said(page).last()).toContainText("There is no command");
    await answer(page, "Approve");

    await composer(page).fill("/stan");
    await expect(page.getByRole("option", { name: /standup/ })).toBeVisible();
    await page.screenshot({ path: `${SHOTS}/commands.png` });
    await page.keyboard.press("Tab");
    await expect(composer(page)).toHaveValue("/standup ");
    await composer(page).fill("");
    await ask(page, "/standup");
    await expect(said(page).last()).toContainText("There are no such threads.");

    await ask(page, "change /standup so that it lists today's threads");
    await expect(cards(page).last()).toHaveAttribute("data-status", "pending");
    await ask(page, "/standup");
    await expect(said(page).last()).toContainText("There are no such threads.");
    await answer(page, "Deny");
    await ask(page, "change /standup so that it lists today's threads");
    await answer(page, "Approve");
    await ask(page, "/standup");
    await expect(said(page).last()).toContainText("make me a /standup command");

    await page.getByRole("link", { name: "Extensions" }).click();
    await page.getByRole("searchbox", { name: "Search extensions" }).fill("standup");
    await page.locator(".library-item").click();
    await expect(page.getByRole("heading", { level: 1, name: "standup" })).toBeVisible();
    await expect(page.locator(".versions")).toContainText("/definition/direct/0/with/day");
    await expectAccessible(page);
    await page.screenshot({ path: `${SHOTS}/extension.png`, fullPage: true });
    await page.getByRole("button", { name: "Go back to this" }).first().click();
    await expect(page.locator(".versions")).toContainText("reverted by First browser");
    await page.goBack();
    await page.goBack();
    await expect(said(page)).toHaveCount(7);
    await ask(page, "/standup");
    await expect(said(page).last()).toContainText("There are no such threads.");
    await ask(page, "/undo standup");
    await ask(page, "/standup");
    await expect(said(page).last()).toContainText("make me a /standup command");
  });

  test("a definition is edited by hand, and what is wrong with it is said", async ({ paired: page }) => {
    await openExtensions(page);
    await page.getByRole("searchbox", { name: "Search extensions" }).fill("recall");
    await page.screenshot({ path: `${SHOTS}/library.png` });
    await page.getByRole("link", { name: /recall/ }).click();
    await page.getByRole("button", { name: "Edit" }).click();
    const box = page.getByRole("textbox", { name: "Definition as JSON" });
    await box.fill('{"prefix": "/", "handlr": "x"}');
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toContainText("handlr");
    await box.fill('{"prefix": "/", "args": ["subject?"], "direct": [{"tool": "recall"}]}');
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.locator(".versions")).toContainText("Version 2");
    await page.getByRole("button", { name: "Disable" }).click();
    await expect(page.getByRole("button", { name: "Enable" })).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("button", { name: "Disable" })).toBeVisible();
  });

  test("a theme is put on at once and stays over a reload", async ({ paired: page }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).getPropertyValue("--ground").trim());
    const before = await ground();
    await openExtensions(page);
    await page.getByRole("searchbox", { name: "Search extensions" }).fill("forest");
    await page.getByRole("link", { name: /forest/ }).click();
    await page.getByRole("button", { name: "Enable" }).click();
    await expect.poll(ground).toBe("#0d1613");
    await page.reload();
    expect(await ground()).toBe("#0d1613");
    await page.screenshot({ path: `${SHOTS}/theme.png` });
    await expectAccessible(page);
    await page.getByRole("link", { name: "Settings" }).click();
    const themes = page.getByRole("group", { name: "Theme" });
    await expect(themes.getByRole("radio", { name: /forest/ })).toBeChecked();
    await themes.getByRole("radio", { name: /forest/ }).focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(ground).not.toBe("#0d1613");
    await expectAccessible(page);
    await page.screenshot({ path: `${SHOTS}/settings-themes.png` });
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(ground).toBe("#0d1613");
    await themes.getByText("daemion-dark").click();
    await expect.poll(ground).toBe(before);
  });
});
