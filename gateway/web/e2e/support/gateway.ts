// The real gateway, as the build packed it: a process of its own with a home of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findJava } from "./java";

const TARGET = fileURLToPath(new URL("../../../target", import.meta.url));
const FLAGS = fileURLToPath(new URL("../../../src/main/dist/jvm.options", import.meta.url));
const JAR = join(TARGET, "daemion-gateway.jar");
const START_MILLIS_MAX = 60_000;
const STOP_MILLIS_MAX = 15_000;
const LOOK_MILLIS = 50;
const OUTPUT_LENGTH_MAX = 20_000;

export class Gateway {
  readonly folder = mkdtempSync(join(tmpdir(), "daemion-e2e-"));
  readonly home = join(this.folder, "home");
  /** What tools may touch. */
  readonly work = join(this.folder, "work");
  private process: ChildProcess | null = null;
  private port = 0;
  private output = "";
  url = "";

  constructor(private readonly environment: Record<string, string>) {
    if (!existsSync(JAR)) {
      throw new Error(`${JAR} is missing: the browser tests run after ./mvnw package, or as part of ./mvnw verify.`);
    }
    mkdirSync(this.home, { mode: 0o700 });
    mkdirSync(this.work);
    const settings = `tools:\n  roots: [${JSON.stringify(this.work)}]\npush:\n  allow-private: true\n`;
    writeFileSync(join(this.home, "config.yaml"), settings, { mode: 0o600 });
  }

  /** Starts it and waits until it answers; the second time on the port it had. */
  async start(): Promise<void> {
    const child = spawn(
      findJava(),
      [`@${FLAGS}`, "-jar", JAR, "gateway", "--home", this.home, "--port", String(this.port)],
      {
        cwd: this.work,
        env: { PATH: process.env.PATH ?? "", ...this.environment },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        this.output = (this.output + chunk).slice(-OUTPUT_LENGTH_MAX);
      });
    }
    const deadline = Date.now() + START_MILLIS_MAX;
    while (!(await this.isReady(child))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The gateway did not start:\n${this.output}\n${this.log()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLIS));
    }
    this.port = Number(new URL(this.url).port);
  }

  /** As when the power fails. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }

  async ticket(): Promise<string> {
    const answer = await this.call("POST", "/pair/ticket", {});
    return new URL(String(answer.url)).hash;
  }

  async code(): Promise<string> {
    return String((await this.call("GET", "/pair/refresh")).code);
  }

  /** A new device's token. */
  async pair(name: string): Promise<{ token: string; device: string }> {
    const paired = await this.call("POST", "/pair", { otp: await this.code(), name });
    return { token: String(paired.token), device: String(paired.device_id) };
  }

  /** A call with the home's own credential. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers as they are on the wire
  async call(method: string, path: string, body?: unknown, token = this.credential()): Promise<any> {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    }
    return text === "" ? null : JSON.parse(text);
  }

  log(): string {
    const file = join(this.home, "logs", "daemion.log");
    return existsSync(file) ? readFileSync(file, "utf8").slice(-OUTPUT_LENGTH_MAX) : "";
  }

  private credential(): string {
    return readFileSync(join(this.home, "credential"), "utf8").trim();
  }

  private async isReady(child: ChildProcess): Promise<boolean> {
    try {
      const record = JSON.parse(readFileSync(join(this.home, "daemon.json"), "utf8"));
      if (record.pid !== child.pid) {
        return false;
      }
      this.url = record.url;
      return (await fetch(`${this.url}/health`)).ok;
    } catch {
      return false;
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const ended = once(child, "exit");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MILLIS_MAX);
    child.kill(signal);
    await ended;
    clearTimeout(timer);
  }
}
