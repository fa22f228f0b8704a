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

  test("leaves the sidebar's widgets to the sidebar, which reads them while it is open and no longer", async ({
    paired: page,
    gateway,
  }) => {
    for (const [name, rows] of [
      ["side-threads", 1],
      ["side-tall", 60],
    ] as const) {
      await gateway.call("POST", "/extensions", {
        type: "widget",
        name,
        description: `Aside: ${name}.`,
        enabled: true,
        definition: {
          slot: "sidebar",
          source: { query: "threads" },
          refreshSeconds: 5,
          view: {
            component: "Card",
            title: name,
            children: [
              { component: "List", items: { path: "/threads" }, item: { component: "Text", text: { path: "title" } } },
              ...Array.from({ length: rows }, (_, row) => ({ component: "Text", text: `Row ${row}` })),
            ],
          },
        },
      });
    }
    await gateway.call("POST", "/threads", { title: "Seen in the sidebar" });
    let read = 0;
    page.on("request", (request) => {
      if (request.url().includes("/widgets/side-threads/data")) {
        read++;
      }
    });
    await page.waitForTimeout(6_000);
    expect(read).toBe(0);
    await page.getByRole("button", { name: /^Show threads/ }).tap();
    const aside = page.getByRole("region", { name: "Widgets" });
    await aside.getByRole("article", { name: "Aside: side-threads." }).scrollIntoViewIfNeeded();
    await expect(aside.getByRole("article", { name: "Aside: side-threads." })).toContainText("Seen in the sidebar");
    await expect.poll(() => read, { timeout: 12_000 }).toBeGreaterThan(1);
    await expect(page.locator("aside.sidebar")).toHaveCSS("transform", "none");
    expect((await aside.boundingBox())?.height).toBeLessThanOrEqual(844 / 3 + 1);
    await expect(page.getByRole("navigation", { name: "Threads" })).toBeInViewport();
    await page.getByRole("button", { name: "Actions for Seen in the sidebar" }).tap();
    await page.getByRole("menuitem", { name: "Rename" }).tap();
    await expect(page.getByRole("textbox", { name: "Title of the thread" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.locator("aside.sidebar")).toHaveCSS("transform", "none");
    await expectAccessible(page);
    await shot(page, "phone-light-sidebar-widgets");
    await page.keyboard.press("Escape");
    await expect(aside).toHaveCount(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect(aside.getByRole("article", { name: "What waits for your approval." })).toBeVisible();
    await expectAccessible(page);
    await shot(page, "desktop-light-sidebar-widgets");
    for (const name of ["side-threads", "side-tall"]) {
      const [made] = await gateway.call("GET", `/extensions?type=widget&q=${name}`);
      await gateway.call("DELETE", `/extensions/${made.id}`);
    }
    await expect(aside.locator(".widget")).toHaveCount(1);
  });
});
