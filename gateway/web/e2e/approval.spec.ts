import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { answers, chooseBuiltIn, ended, expect, expectAccessible, say, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));

const card = (page: Page) => page.locator(".approval").last();

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

  test("from any thread are answered in one place", async ({ paired: page, gateway }) => {
    const badge = page.getByRole("link", { name: /^Approvals/ });
    const file = join(gateway.work, "listed.txt");
    await ask(page, file);
    await gateway.call("POST", "/extensions", {
      type: "action",
      name: "water-plants",
      description: "Reminds of the plants.",
      definition: { label: "Water", icon: "list", appliesTo: "assistant", handler: "Water the plants." },
      permissions: { tools: ["Read"], paths: { read: ["~/garden/**"] } },
      source: "agent",
    });
    await expect(badge).toContainText("2 waiting");
    await expect(page).toHaveTitle(/^\(2\)/);
    await badge.click();
    await expect(page.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
    const waiting = page.getByRole("region", { name: "Waiting for you" });
    const answered = page.getByRole("region", { name: "Answered" });
    const extension = waiting.locator(".approval", { hasText: "New action 'water-plants'" });
    await expect(extension).toContainText("Reminds of the plants.");
    await expect(extension).toContainText("~/garden/**");
    await expect(extension).toContainText("Water the plants.");
    await expect(extension.getByRole("radio")).toHaveCount(0);
    await expectAccessible(page);
    await page.screenshot({ path: join(SHOTS, "desktop-light-approvals.png") });

    await extension.getByRole("button", { name: "Approve" }).click();
    await expect(answered).toContainText("Approved by First browser");
    await expect.poll(async () => (await gateway.call("GET", "/extensions?q=water-plants"))[0].status).toBe("active");
    await expect(badge).toContainText("1 waiting");

    await page.setViewportSize({ width: 320, height: 640 });
    await expect(page.locator("aside.sidebar")).toBeHidden();
    await page.screenshot({ path: join(SHOTS, "narrow-light-approvals.png") });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await expect(page.getByRole("button", { name: "Show threads; waiting approvals: 1" })).toBeVisible();
    await page.setViewportSize({ width: 1280, height: 800 });
    await waiting.getByRole("button", { name: "Deny" }).click();
    await expect(page.getByText("Nothing waits for you.")).toBeVisible();
    await expect(badge).not.toContainText("waiting");
    await answered
      .getByRole("link", { name: /create a file/ })
      .first()
      .click();
    await expect(card(page)).toHaveAttribute("data-status", "denied");
    expect(existsSync(file)).toBe(false);
  });

  test("for longer than once stands in the list, and is taken back there", async ({ paired: page, gateway }) => {
    const first = join(gateway.work, "kept.txt");
    await ask(page, first);
    await card(page).getByRole("radio", { name: "In this thread" }).check();
    await card(page).getByRole("button", { name: "Approve" }).click();
    await expect.poll(() => existsSync(first)).toBe(true);
    await page.getByRole("link", { name: /^Approvals/ }).click();
    const held = page.getByRole("region", { name: "Allowed until you take it back" });
    await expect(held).toContainText("kept.txt");
    await expectAccessible(page);
    await page.screenshot({ path: join(SHOTS, "desktop-light-grants.png") });
    await held.getByRole("button", { name: /^Take back Write/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
    await expect(held).toHaveCount(0);
    expect(await gateway.call("GET", "/grants")).toEqual([]);
  });

  test.describe("for a device", () => {
    // The other page asks with a key that is worth nothing any more.
    test.use({ expectedComplaints: { any: [/status of 401/] } });

    test("is taken back on another one", async ({ paired: page, another, gateway }) => {
      // Those of other tests have the same name.
      const devices = (await gateway.call("GET", "/devices")) as { id: string; name: string }[];
      for (const { id } of devices.filter(({ name }) => name === "Second browser")) {
        await gateway.call("DELETE", `/devices/${id}`);
      }
      const other = await another();
      await page.getByRole("link", { name: "Settings" }).click();
      const list = page.getByRole("region", { name: "Devices" });
      await expect(list).toContainText("First browser");
      await expect(list).toContainText("This one");
      await expectAccessible(page);
      await list.scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(SHOTS, "desktop-light-devices.png") });
      await list.getByRole("button", { name: "Unpair Second browser" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Unpair" }).click();
      await expect(list).not.toContainText("Second browser");
      await expect(other.getByText("no longer paired")).toBeVisible();
    });
  });
});
