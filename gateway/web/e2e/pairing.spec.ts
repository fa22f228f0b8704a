import { composer, expect, test } from "./support/test";

test.describe("pairing", () => {
  test("a six-digit code pairs this browser, once", async ({ page, gateway, context }) => {
    const code = await gateway.code();
    await page.goto(gateway.url);
    await expect(page.getByRole("heading", { name: "Pair this browser" })).toBeVisible();
    await expect(page.getByLabel("Code")).toBeFocused();
    await page.getByLabel("Name of this device").fill("Test bench");
    await page.getByLabel("Code").fill(code);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "What shall we do?" })).toBeVisible();
    const devices = await gateway.call("GET", "/devices");
    expect(devices.map((device: { name: string }) => device.name)).toContain("Test bench");

    await page.reload();
    await expect(composer(page)).toBeVisible();
    expect((await context.cookies()).length).toBe(0);
  });

  test("a ticket in the address pairs without a word and leaves the address", async ({ page, gateway }) => {
    const ticket = await gateway.ticket();
    await page.goto(`${gateway.url}/${ticket}`);
    await expect(page.getByRole("heading", { name: "What shall we do?" })).toBeVisible();
    expect(page.url()).not.toContain("ticket");
    await page.goBack().catch(() => null);
    expect(page.url()).not.toContain("ticket");
  });

  test.describe("refused", () => {
    test.use({ expectedComplaints: { any: [/status of 401/] } });

    test("a wrong code says so and asks again", async ({ page, gateway }) => {
      const right = await gateway.code();
      const wrong = right === "000000" ? "111111" : "000000";
      await page.goto(gateway.url);
      await page.getByLabel("Code").fill(wrong);
      await page.getByRole("button", { name: "Pair" }).click();
      await expect(page.getByRole("alert")).toContainText("not valid");
      await expect(page.getByLabel("Code")).toBeFocused();
      await expect(page.getByLabel("Code")).toHaveValue("");
      await page.getByLabel("Code").fill(right);
      await page.keyboard.press("Enter");
      await expect(composer(page)).toBeVisible();
    });

    test("a ticket works once", async ({ page, another: _, gateway, browser }) => {
      const ticket = await gateway.ticket();
      await page.goto(`${gateway.url}/${ticket}`);
      await expect(composer(page)).toBeVisible();
      const second = await browser.newContext();
      const other = await second.newPage();
      await other.goto(`${gateway.url}/${ticket}`);
      await expect(other.getByRole("alert")).toBeVisible();
      await second.close();
    });

    test("a revoked device pairs again and finds its draft", async ({ paired, gateway }) => {
      await composer(paired).fill("half a thought");
      for (const device of await gateway.call("GET", "/devices")) {
        if (device.name === "First browser") {
          await gateway.call("DELETE", `/devices/${device.id}`);
        }
      }
      await expect(paired.getByRole("alert")).toContainText("no longer paired", { timeout: 15_000 });
      await paired.getByLabel("Code").fill(await gateway.code());
      await paired.keyboard.press("Enter");
      await expect(composer(paired)).toHaveValue("half a thought");
    });
  });

  test("letters never get into the code, and a short one is not sent", async ({ page, gateway }) => {
    await page.goto(gateway.url);
    await page.getByLabel("Code").fill("12 a3");
    await expect(page.getByLabel("Code")).toHaveValue("123");
    await page.getByRole("button", { name: "Pair" }).click();
    await expect(page.getByRole("alert")).toContainText("six digits");
  });
});
