import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { chooseBuiltIn, composer, ended, expect, expectAccessible, openModelThread, say, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));
const shot = (page: Page, name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`) });

const SIZES = [
  { name: "phone", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  { name: "desktop", viewport: { width: 1280, height: 800 }, hasTouch: false, isMobile: false },
];

for (const { name, ...device } of SIZES) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ ...device, colorScheme });

      test("is accessible, fits its width and asks for nothing it may not", async ({ gateway, paired }) => {
        const label = `${name}-${colorScheme}`;
        const fits = async (screen: Page) =>
          expect(await screen.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

        await shot(paired, `${label}-new`);
        await expectAccessible(paired);
        await fits(paired);

        writeFileSync(
          join(gateway.work, "plan.md"),
          "# Plan\n\n| What | When |\n| --- | --- |\n| Paint the fence | May |\n| Prune the roses | March |\n",
        );
        await chooseBuiltIn(paired);
        await say(paired, `read ${join(gateway.work, "plan.md")}`);
        await ended(paired);
        await paired.locator("details.step summary").first().click();
        // The record of the thread follows the stream a moment later.
        await expect(paired.getByRole("button", { name: "Stop" })).toBeHidden();
        await shot(paired, `${label}-chat`);
        await expectAccessible(paired);
        await fits(paired);

        if (name === "phone") {
          await paired.getByRole("button", { name: "Show threads" }).tap();
          await expect(paired.getByRole("navigation", { name: "Threads" })).toBeVisible();
          await expect(paired.locator("aside.sidebar")).toHaveCSS("transform", "none");
          await shot(paired, `${label}-threads`);
          await expectAccessible(paired);
          await paired.keyboard.press("Escape");
          await expect(paired.locator("aside.sidebar")).toBeHidden();
        }

        await paired.evaluate(() => localStorage.clear());
        await paired.reload();
        await expect(paired.getByRole("heading", { name: "Pair this browser" })).toBeVisible();
        await shot(paired, `${label}-pairing`);
        await expectAccessible(paired);
        await fits(paired);
      });
    });
  }
}

test.describe("in the dark", () => {
  test.use({ colorScheme: "dark", viewport: { width: 390, height: 844 } });

  test("every view is accessible and fits a phone", async ({ paired: page, gateway }) => {
    test.setTimeout(90_000);
    const made = {
      type: "job",
      name: "in-the-dark",
      description: "Waits for the morning.",
      definition: { schedule: "0 7 * * *", direct: [{ tool: "list_threads" }] },
      permissions: { tools: ["list_threads"] },
    };
    await gateway.call("POST", "/extensions", { ...made, enabled: true });
    await gateway.call("POST", "/extensions", { ...made, name: "asked-in-the-dark", source: "agent" });
    for (const [address, words] of [
      ["inbox", "asked-in-the-dark"],
      ["settings", "Notify this device"],
      ["dashboard", "Health"],
      ["jobs", "in-the-dark"],
      ["jobs/in-the-dark", "Next firings"],
      ["approvals", "per month"],
      ["ledger", "Check the chain"],
      ["artifacts", "sample-note"],
    ]) {
      await page.evaluate((to) => {
        location.hash = `#/${to}`;
      }, address);
      const pane = page.locator("main");
      await expect(
        pane
          .getByText(`${words}`)
          .or(pane.getByLabel(`${words}`))
          .first(),
      ).toBeVisible();
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await shot(page, `phone-dark-${address?.replace("/", "-")}`);
    }
  });
});

test.describe("a phone while an answer streams", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("has room for every control", async ({ paired: page, gateway }) => {
    await openModelThread(page, gateway, "Narrow");
    await say(page, "count to 100");
    await composer(page).fill("one more thing");
    await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
    const boxes = await page
      .locator(".composer-bar > button, .composer-bar > fieldset, .composer-bar > label")
      .evaluateAll((controls) => controls.map((control) => control.getBoundingClientRect().toJSON()));
    for (const [index, box] of boxes.entries()) {
      expect(box.right).toBeLessThanOrEqual(boxes[index + 1]?.left ?? 390);
    }
    await shot(page, "phone-light-streaming");
    await page.getByRole("button", { name: "Stop" }).tap();
    await ended(page, "partial");
  });
});

test("the page comes with a strict policy and no inline script or style", async ({ page, gateway }) => {
  const response = await page.goto(gateway.url);
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("style-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain("unsafe");
  expect(await page.locator("script:not([src]), style, [style], [onclick]").count()).toBe(0);
});

test("a new thread can be read from its top at 200 % and on the narrowest phone", async ({ paired: page }) => {
  for (const viewport of [
    { width: 640, height: 400 },
    { width: 320, height: 480 },
  ]) {
    await page.setViewportSize(viewport);
    const top = await page.locator(".welcome").evaluate((box) => {
      box.scrollTop = 0;
      return (box.firstElementChild?.getBoundingClientRect().top ?? -1) - box.getBoundingClientRect().top;
    });
    expect(top).toBeGreaterThanOrEqual(0);
  }
  await shot(page, "narrow-light-new");
});

test("fields are large enough that a phone does not zoom", async ({ paired: page }) => {
  const sizes = await page
    .locator("textarea, input:not([type=radio]):not([type=checkbox]):not([type=file])")
    .evaluateAll((fields) => fields.map((field) => Number.parseFloat(getComputedStyle(field).fontSize)));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
});
