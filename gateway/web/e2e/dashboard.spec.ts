import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));
const shot = (page: Page, name: string) => page.screenshot({ path: `${SHOTS}/${name}.png` });

test.describe("the dashboard", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("draws the widgets that are active and follows them", async ({ paired: page, gateway }) => {
    await gateway.call("POST", "/threads", { title: "Seen on the dashboard" });
    await gateway.call("POST", "/extensions", {
      type: "widget",
      name: "my-threads",
      description: "My threads.",
      enabled: true,
      definition: {
        slot: "dashboard",
        source: { query: "threads" },
        refreshSeconds: 5,
        view: {
          component: "Card",
          title: "Mine",
          children: [
            { component: "List", items: { path: "/threads" }, item: { component: "Text", text: { path: "title" } } },
          ],
        },
      },
    });
    await page.getByRole("button", { name: /^Show threads/ }).tap();
    await page.getByRole("link", { name: "Dashboard", exact: true }).tap();
    const mine = page.getByRole("article", { name: "My threads." });
    await expect(mine).toContainText("Seen on the dashboard");
    await expect(page.getByRole("article", { name: "How the parts of Daemion are." })).toContainText("storage");
    await expectAccessible(page);
    await shot(page, "phone-light-dashboard");
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await gateway.call("POST", "/threads", { title: "Seen a moment later" });
    await expect(mine).toContainText("Seen a moment later");
    const [widget] = await gateway.call("GET", "/extensions?type=widget&q=my-threads");
    await gateway.call("POST", `/extensions/${widget.id}/toggle`, { enabled: false });
    await expect(mine).toHaveCount(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    await shot(page, "desktop-light-dashboard");
  });
});
