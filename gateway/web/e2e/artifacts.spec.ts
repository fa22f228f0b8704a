import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, expectAccessible, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));

test.describe("artifacts", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("are listed as they come, and taken along", async ({ paired: page, gateway }) => {
    await page.getByRole("button", { name: /^Show threads/ }).tap();
    await page.getByRole("link", { name: "Artifacts" }).tap();
    await expect(page.getByRole("heading", { level: 1, name: "Artifacts" })).toBeVisible();
    await gateway.call("POST", "/extensions", {
      type: "artifact",
      name: "price-list",
      description: "What we charge.",
      definition: { mimeType: "text/csv", content: "what,usd\nhoür,80\n" },
      enabled: true,
    });
    const row = page.locator(".artifact", { hasText: "price-list" });
    await expect(row).toContainText("text/csv · 18 B");
    await expectAccessible(page);
    await page.screenshot({ path: `${SHOTS}/phone-light-artifacts.png` });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const coming = page.waitForEvent("download");
    await row.getByRole("button", { name: "Download price-list" }).tap();
    const file = await coming;
    expect(file.suggestedFilename()).toBe("price-list.csv");
    expect(readFileSync(await file.path(), "utf8")).toBe("what,usd\nhoür,80\n");
  });
});
