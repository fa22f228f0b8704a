import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { Gateway } from "./support/gateway";
import { expect, expectAccessible, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));
const shot = (page: Page, name: string) => page.screenshot({ path: `${SHOTS}/${name}.png` });

async function make(gateway: Gateway, name: string, definition: object): Promise<void> {
  await gateway.call("POST", "/extensions", {
    type: "app",
    name,
    description: `An app called ${name}.`,
    enabled: true,
    definition,
  });
}

/** Tries what would harm the page around it, and says what came of it. */
const PRYING = `<!doctype html><meta charset="utf-8"><title>Prying</title><p id="said">…</p><script>
  const tries = [() => parent.document.title, () => localStorage.length, () => document.cookie];
  const kept = tries.filter((attempt) => { try { attempt(); return false; } catch { return true; } });
  document.getElementById("said").textContent = kept.length + " of " + tries.length + " kept out";
</script>`;

const SERVER = `import { createServer } from "node:http";
createServer((request, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end("<!doctype html><title>Served</title><p>served at " + request.url + "</p>");
}).listen(Number(process.env.PORT), "127.0.0.1");
`;

test.describe("apps", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test.setTimeout(90_000);

  test("without a server are shown as they are, and have no rights of the page", async ({ paired: page, gateway }) => {
    await make(gateway, "prying", { subtype: "html", content: PRYING });
    await make(gateway, "notes", { subtype: "markdown", content: "# Plan\n\nPaint the **fence**." });
    const chart = { kind: "bar", title: "Turns", x: ["Mon", "Tue"], series: [{ name: "sent", values: [3, 5] }] };
    await make(gateway, "turns", { subtype: "chart", content: JSON.stringify(chart) });
    await page.getByRole("button", { name: /^Show threads/ }).tap();
    await page.getByRole("link", { name: "Apps", exact: true }).tap();
    await expect(page.locator(".library-item", { hasText: "prying" })).toBeVisible();
    await expectAccessible(page);
    await shot(page, "phone-light-apps");

    await page.getByRole("link", { name: /^prying/ }).tap();
    await expect(page.frameLocator("iframe").getByText("3 of 3 kept out")).toBeVisible();
    await shot(page, "phone-light-app");
    await page.getByRole("link", { name: "Back to all apps" }).tap();
    await page.getByRole("link", { name: /^notes/ }).tap();
    await expect(page.getByText("fence", { exact: true })).toHaveJSProperty("tagName", "STRONG");
    await page.getByRole("link", { name: "Back to all apps" }).tap();
    await page.getByRole("link", { name: /^turns/ }).tap();
    await expect(page.getByRole("img", { name: /Turns/ })).toBeVisible();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  test("with a server are started, shown and stopped, and one that breaks says why", async ({
    paired: page,
    gateway,
  }) => {
    const project = join(gateway.work, "served");
    mkdirSync(project);
    writeFileSync(join(project, "server.mjs"), SERVER);
    await make(gateway, "served", { subtype: "interactive", project, command: [process.execPath, "server.mjs"] });
    await make(gateway, "broken", {
      subtype: "interactive",
      project,
      command: [process.execPath, "-e", "console.log('no such thing'); process.exit(2)"],
    });
    await page.goto(`${gateway.url}/#/apps/served`);
    await page.getByRole("button", { name: "Start" }).tap();
    await expect(page.frameLocator("iframe").getByText("served at /", { exact: true })).toBeVisible({
      timeout: 30_000,
    });
    await expectAccessible(page);
    await shot(page, "phone-light-app-served");
    await page.getByRole("button", { name: "Stop" }).tap();
    await expect(page.getByRole("button", { name: "Start" })).toBeVisible();
    await expect(page.locator("iframe")).toHaveCount(0);

    await page.goto(`${gateway.url}/#/apps/broken`);
    await page.getByRole("button", { name: "Start" }).tap();
    await expect(page.locator(".app .status")).toHaveText("failed", { timeout: 30_000 });
    await expect(page.locator(".app .callout")).toBeVisible();
    await expect(page.locator(".app-log")).toContainText("no such thing");
    await expectAccessible(page);
    await shot(page, "phone-light-app-broken");
  });
});
