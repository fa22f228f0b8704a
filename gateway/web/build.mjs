// The web app's part of the Maven build. Tasks, each one argument:
//   bundle  npm ci and vite build into gateway/target/web, both only when their inputs changed
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
const INSTALLED = join(WEB, "node_modules", ".daemion-lock-sha256");
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
  case "test":
    unlessSkipped(test);
    break;
  case "e2e":
    unlessSkipped(browserTests);
    break;
  default:
    fail(`build.mjs knows bundle, test and e2e, not "${task}".`);
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

function test() {
  install();
  const inputs = digest([
    "src",
    "public",
    "test",
    "e2e",
    ...readdirSync(WEB).filter((name) => /\.(json|ts|mjs|html)$/.test(name)),
  ]);
  if (upToDate("test", inputs)) {
    return;
  }
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

function install() {
  const lock = digest(["package-lock.json", "package.json", ".npmrc"]);
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, "utf8") === lock) {
    return;
  }
  process.stdout.write("Web app: installing its dependencies (once per lockfile)\n");
  const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--prefer-offline", "--no-progress", "--loglevel=error"], {
    cwd: WEB,
    stdio: "inherit",
  });
  if (npm.status !== 0) {
    fail("npm ci failed: the web app's dependencies come from the npm registry and need a network once.");
  }
  writeFileSync(INSTALLED, lock);
}

function run(tool, args) {
  const script = join(WEB, "node_modules", ".bin", tool);
  const result = spawnSync(script, args, { cwd: WEB, stdio: "inherit" });
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
