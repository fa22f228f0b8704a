import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tells the service worker which files make up the shell; its text changes whenever one of them does. */
function shellList(): Plugin {
  return {
    name: "shell-list",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") {
        throw new Error("the service worker is not in the bundle");
      }
      const lazy = new Set<string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === "chunk" && chunk.isDynamicEntry) {
          lazy.add(chunk.fileName);
        }
      }
      // Scripts that are no chunk are libraries for sandboxes: large, and fetched when something is drawn with them.
      const assets = Object.values(bundle)
        .filter((file) => !(file.type === "asset" && file.fileName.endsWith(".js")))
        .map((file) => file.fileName)
        .filter((name) => name.startsWith("assets/") && !lazy.has(name));
      const shell = ["/", ...assets.map((name) => `/${name}`), "/manifest.webmanifest", "/icons/icon.svg"];
      worker.code = worker.code.replace("__SHELL__", JSON.stringify(shell));
    },
  };
}

export default defineConfig({
  plugins: [shellList()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: at("../target/web/web"),
    emptyOutDir: true,
    target: ["chrome111", "firefox115", "safari16.4"],
    // An inlined asset would need data: in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { app: at("index.html"), sw: at("src/sw.ts") },
      output: { entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
});
