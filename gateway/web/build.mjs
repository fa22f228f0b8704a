// The web app's part of the Maven build. Tasks, each one argument:
//   bundle  npm ci and vite build into gateway/target/web, both only when their inputs changed
//   types   TypeScript types of docs/reference/openapi.yaml into gateway/target/web-api, when it changed
//   test    types, lint and unit tests
//   e2e     the browser tests, against the gateway's own jar
// Runs with nothing installed: only Node's own modules are used here.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MIN = [20, 19];
const WEB = dirname(fileURLToPath(import.meta.url));
const TARGET = join(WEB, "..", "target");
/** The generator of the API types has a folder of its own: it needs an older compiler than the page. */
const GENERATOR = join(WEB, "openapi");
const CONTRACT = join(WEB, "..", "..", "docs", "reference", "openapi.yaml");
const PASSED = (task) => join(TARGET, `web-${task}.sha256`);

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
  fail(
    `The web app needs Node.js ${NODE_MIN.join(".")} or newer; ${process.execPath} is ${process.versions.node}. ` +
      "Install a newer one, or build without the page: ./mvnw -Dexec.skip=true …",
  );
}

const task = process.argv[2];
switch (task) {
  case "bundle":
    bundle();
    break;
  case "types":
    apiTypes();
    break;
  case "test":
    unlessSkipped(test);
    break;
  case "e2e":
    unlessSkipped(browserTests);
    break;
  default:
    fail(`build.mjs knows bundle, types, test and e2e, not "${task}".`);
}

function bundle() {
  install();
  const inputs = digest(["src", "public", "index.html", "vite.config.ts", "package-lock.json", "build.mjs"]);
  if (upToDate("bundle", inputs) && existsSync(join(TARGET, "web", "web", "index.html"))) {
    return;
  }
  // Copied resources keep their old hashed names otherwise and would end up in the jar.
  rmSync(join(TARGET, "classes", "web"), { recursive: true, force: true });
  run("vite", ["build", "--logLevel", "warn"]);
  passed("bundle", inputs);
}

/** Nothing generated is committed, so nothing can be out of date: what no longer fits fails to compile. */
function apiTypes() {
  const inputs = digest(["../../docs/reference/openapi.yaml", "openapi/package-lock.json", "build.mjs"]);
  const output = join(TARGET, "web-api", "openapi.d.ts");
  if (upToDate("types", inputs) && existsSync(output)) {
    return;
  }
  install(GENERATOR);
  mkdirSync(dirname(output), { recursive: true });
  run("openapi-typescript", [CONTRACT, "--immutable", "--output", output], GENERATOR);
  passed("types", inputs);
}

function test() {
  install();
  const inputs = digest([
    "../../docs/reference/openapi.yaml",
    "openapi/package-lock.json",
    "src",
    "public",
    "test",
    "e2e",
    ...readdirSync(WEB).filter((name) => /\.(json|ts|mjs|html)$/.test(name)),
  ]);
  if (upToDate("test", inputs)) {
    return;
  }
  apiTypes();
  run("tsc", ["-p", "."]);
  run("tsc", ["-p", "tsconfig.worker.json"]);
  run("biome", ["ci", "--error-on-warnings", "."]);
  run("vitest", ["run"]);
  passed("test", inputs);
}

function browserTests() {
  install();
  run("playwright", ["test"]);
}

/** -DskipTests reaches us as an argument: the exec plugin itself knows nothing of tests. */
function unlessSkipped(work) {
  if (process.argv.slice(3).includes("true")) {
    process.stdout.write(`Web app: ${task} skipped because Maven was told to skip tests.\n`);
    return;
  }
  work();
}

function install(folder = WEB) {
  const mark = join(folder, "node_modules", ".daemion-lock-sha256");
  const lock = digest(["package-lock.json", "package.json", ".npmrc"].map((name) => relative(WEB, join(folder, name))));
  if (existsSync(mark) && readFileSync(mark, "utf8") === lock) {
    return;
  }
  const what = folder === WEB ? "its dependencies" : "the generator of its API types";
  process.stdout.write(`Web app: installing ${what} (once per lockfile)\n`);
  const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--prefer-offline", "--no-progress", "--loglevel=error"], {
    cwd: folder,
    stdio: "inherit",
  });
  if (npm.status !== 0) {
    fail("npm ci failed: the web app's dependencies come from the npm registry and need a network once.");
  }
  writeFileSync(mark, lock);
}

function run(tool, args, folder = WEB) {
  const script = join(folder, "node_modules", ".bin", tool);
  const result = spawnSync(script, args, { cwd: folder, stdio: "inherit" });
  if (result.status !== 0) {
    fail(`Web app: ${tool} failed${result.error ? `: ${result.error.message}` : ""}.`);
  }
}

function upToDate(name, inputs) {
  return existsSync(PASSED(name)) && readFileSync(PASSED(name), "utf8") === inputs;
}

function passed(name, inputs) {
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(PASSED(name), inputs);
}

/** SHA-256 over names and contents of files and folders, so that neither checkout times nor their order matter. */
function digest(roots) {
  const hash = createHash("sha256").update(process.versions.node);
  const files = roots.flatMap((root) => filesUnder(join(WEB, root))).sort();
  for (const file of files) {
    hash.update(`\0${relative(WEB, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(path)) {
    return [];
  }
  try {
    return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
  } catch (error) {
    if (error.code === "ENOTDIR") {
      return [path];
    }
    throw error;
  }
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
