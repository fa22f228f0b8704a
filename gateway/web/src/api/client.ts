import { ApiError, body, CUT_OFF, fileName, nextLink, problemOf, sameOrigin } from "./answer";
import type {
  App,
  Approval,
  ApprovalDecision,
  ApprovalScope,
  Artifact,
  ChatRequest,
  Device,
  Extension,
  ExtensionVersion,
  Grant,
  Job,
  JobStart,
  LedgerEntry,
  LedgerVerdict,
  Model,
  Notice,
  OpenedApp,
  Paired,
  PushTarget,
  PushTargetRequest,
  Run,
  Schedule,
  SearchHit,
  Slot,
  Thread,
  ThreadChange,
  Turn,
  Widget,
  WidgetData,
} from "./types";

export { ApiError, fileName, nextLink } from "./answer";

/** One page of a list; `next` is the address of the page after it. */
export interface PageOf<T> {
  items: T[];
  next: string | null;
}

const ANSWER_MILLIS_MAX = 30_000;

/**
 * The gateway's routes that the page uses. `token` is asked at each request, `onUnauthorized` told of every 401 of an
 * authenticated one.
 */
export class ApiClient {
  constructor(
    private readonly token: () => string | null,
    private readonly onUnauthorized: () => void,
    private readonly fetcher: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  async pair(secret: string, name: string): Promise<Paired> {
    return this.json("POST", "/pair", { otp: secret, name }, { isOpen: true });
  }

  devices(): Promise<Device[]> {
    return this.json("GET", "/devices");
  }

  async revokeDevice(id: string): Promise<void> {
    await this.send("DELETE", `/devices/${encodeURIComponent(id)}`);
  }

  threads(query: { q?: string; archived?: boolean; limit?: number } = {}): Promise<PageOf<Thread>> {
    const params = new URLSearchParams();
    if (query.q) {
      params.set("q", query.q);
    }
    if (query.archived) {
      params.set("archived", "true");
    }
    params.set("limit", String(query.limit ?? 50));
    return this.page(`/threads?${params}`);
  }

  threadsAt(address: string): Promise<PageOf<Thread>> {
    return this.page(sameOrigin(address));
  }

  thread(id: string): Promise<Thread> {
    return this.json("GET", `/threads/${encodeURIComponent(id)}`);
  }

  changeThread(id: string, change: ThreadChange): Promise<Thread> {
    return this.json("PATCH", `/threads/${encodeURIComponent(id)}`, change);
  }

  async deleteThread(id: string): Promise<void> {
    await this.send("DELETE", `/threads/${encodeURIComponent(id)}`);
  }

  forkThread(id: string, upTo?: string): Promise<Thread> {
    return this.json("POST", `/threads/${encodeURIComponent(id)}/fork`, upTo ? { turn_id: upTo } : {});
  }

  turns(threadId: string, before?: string, limit = 50): Promise<PageOf<Turn>> {
    const query = before ? `&before=${encodeURIComponent(before)}` : "";
    return this.page(`/threads/${encodeURIComponent(threadId)}/turns?limit=${limit}${query}`);
  }

  chat(request: ChatRequest, idempotencyKey: string): Promise<Turn> {
    return this.json("POST", "/chat", request, { headers: { "Idempotency-Key": idempotencyKey } });
  }

  async stop(threadId: string): Promise<void> {
    await this.send("POST", "/chat/stop", { thread_id: threadId });
  }

  extensions(): Promise<PageOf<Extension>> {
    return this.page("/extensions?limit=200");
  }

  extensionsAt(address: string): Promise<PageOf<Extension>> {
    return this.page(sameOrigin(address));
  }

  extensionHistory(id: string): Promise<ExtensionVersion[]> {
    return this.json("GET", `/extensions/${encodeURIComponent(id)}/history`);
  }

  toggleExtension(id: string, enabled: boolean): Promise<Extension> {
    return this.json("POST", `/extensions/${encodeURIComponent(id)}/toggle`, { enabled });
  }

  changeExtension(id: string, definition: unknown, version: number): Promise<Extension> {
    const headers = { "If-Match": `"${version}"` };
    return this.json("PATCH", `/extensions/${encodeURIComponent(id)}`, { definition }, { headers });
  }

  revertExtension(id: string, to: { version: number } | { change: number }): Promise<Extension> {
    return this.json("POST", `/extensions/${encodeURIComponent(id)}/revert`, to);
  }

  async deleteExtension(id: string): Promise<void> {
    await this.send("DELETE", `/extensions/${encodeURIComponent(id)}`);
  }

  async models(): Promise<Model[]> {
    return this.json("GET", "/models");
  }

  /** The latest runs of a thread, without their steps. */
  async runs(threadId: string, limit: number): Promise<Run[]> {
    return (await this.page<Run>(`/runs?thread_id=${encodeURIComponent(threadId)}&limit=${limit}`)).items;
  }

  run(id: string): Promise<Run> {
    return this.json("GET", `/runs/${encodeURIComponent(id)}`);
  }

  /** Exactly what the model was given; refused with 404 for a run without one. */
  runContext(id: string): Promise<unknown> {
    return this.json("GET", `/runs/${encodeURIComponent(id)}/context`);
  }

  async cancelRun(id: string): Promise<Run> {
    return this.json<Run>("POST", `/runs/${encodeURIComponent(id)}/cancel`);
  }

  jobs(): Promise<PageOf<Job>> {
    return this.page("/jobs?limit=200");
  }

  jobsAt(address: string): Promise<PageOf<Job>> {
    return this.page(sameOrigin(address));
  }

  job(name: string): Promise<Job> {
    return this.json("GET", `/jobs/${encodeURIComponent(name)}`);
  }

  jobRuns(name: string): Promise<Run[]> {
    return this.json("GET", `/jobs/${encodeURIComponent(name)}/runs?limit=50`);
  }

  jobSlots(name: string): Promise<Slot[]> {
    return this.json("GET", `/jobs/${encodeURIComponent(name)}/slots?limit=50`);
  }

  startJob(name: string, idempotencyKey: string): Promise<JobStart> {
    const headers = { "Idempotency-Key": idempotencyKey };
    return this.json("POST", `/jobs/${encodeURIComponent(name)}/run`, undefined, { headers });
  }

  /** Everything resolved, nothing called. */
  tryJob(name: string): Promise<JobStart> {
    return this.json("POST", `/jobs/${encodeURIComponent(name)}/run?dry=true`);
  }

  schedule(days: number): Promise<Schedule> {
    return this.json("GET", `/schedule?days=${days}`);
  }

  apps(): Promise<App[]> {
    return this.json("GET", "/apps");
  }

  app(name: string): Promise<App> {
    return this.json("GET", `/apps/${encodeURIComponent(name)}`);
  }

  /** Answered at once, while it starts or stops. */
  moveApp(name: string, how: "start" | "stop" | "restart"): Promise<App> {
    return this.json("POST", `/apps/${encodeURIComponent(name)}/${how}`);
  }

  /** Where it is shown for a while, without a token. */
  openApp(name: string): Promise<OpenedApp> {
    return this.json("POST", `/apps/${encodeURIComponent(name)}/open`);
  }

  search(words: string): Promise<SearchHit[]> {
    return this.json("GET", `/search?limit=50&q=${encodeURIComponent(words)}`);
  }

  artifacts(): Promise<PageOf<Artifact>> {
    return this.page("/artifacts?limit=50");
  }

  artifactsAt(address: string): Promise<PageOf<Artifact>> {
    return this.page(sameOrigin(address));
  }

  /** Its bytes, and the name it is to be kept under. */
  async artifactContent(id: string): Promise<{ bytes: Blob; name: string | null }> {
    const response = await this.send("GET", `/artifacts/${encodeURIComponent(id)}/content`);
    try {
      return { bytes: await response.blob(), name: fileName(response.headers.get("Content-Disposition")) };
    } catch {
      throw new ApiError(0, CUT_OFF);
    }
  }

  widgets(): Promise<Widget[]> {
    return this.json("GET", "/widgets");
  }

  widgetData(name: string): Promise<WidgetData> {
    return this.json("GET", `/widgets/${encodeURIComponent(name)}/data`);
  }

  async approvals(): Promise<Approval[]> {
    return (await this.page<Approval>("/approvals?limit=200")).items;
  }

  decide(id: string, decision: ApprovalDecision, scope: ApprovalScope): Promise<Approval> {
    return this.json("POST", `/approvals/${encodeURIComponent(id)}`, { decision, scope });
  }

  /** What was allowed beyond one call. */
  grants(): Promise<Grant[]> {
    return this.json("GET", "/grants");
  }

  async revokeGrant(id: string): Promise<void> {
    await this.send("DELETE", `/grants/${encodeURIComponent(id)}`);
  }

  ledger(): Promise<PageOf<LedgerEntry>> {
    return this.page("/ledger?limit=50");
  }

  ledgerAt(address: string): Promise<PageOf<LedgerEntry>> {
    return this.page(sameOrigin(address));
  }

  verifyLedger(): Promise<LedgerVerdict> {
    return this.json("GET", "/ledger/verify");
  }

  notices(): Promise<PageOf<Notice>> {
    return this.page("/notifications?limit=100");
  }

  noticesAt(address: string): Promise<PageOf<Notice>> {
    return this.page(sameOrigin(address));
  }

  async readNotice(id: string): Promise<void> {
    await this.send("POST", `/notifications/${encodeURIComponent(id)}/read`);
  }

  async readAllNotices(): Promise<void> {
    await this.send("POST", "/notifications/read");
  }

  async pushKey(): Promise<string> {
    return (await this.json<{ public_key: string }>("GET", "/push/key")).public_key;
  }

  pushTargets(): Promise<PushTarget[]> {
    return this.json("GET", "/push/subscriptions");
  }

  addPushTarget(request: PushTargetRequest): Promise<PushTarget> {
    return this.json("POST", "/push/subscriptions", request);
  }

  async removePushTarget(id: string): Promise<void> {
    await this.send("DELETE", `/push/subscriptions/${encodeURIComponent(id)}`);
  }

  async tryPush(): Promise<void> {
    await this.send("POST", "/push/test");
  }

  private async page<T>(path: string): Promise<PageOf<T>> {
    const response = await this.send("GET", path);
    return { items: (await body(response)) as T[], next: nextLink(response.headers.get("Link")) };
  }

  private async json<T>(method: string, path: string, content?: unknown, options: SendOptions = {}): Promise<T> {
    return (await body(await this.send(method, path, content, options))) as T;
  }

  private async send(method: string, path: string, content?: unknown, options: SendOptions = {}): Promise<Response> {
    const headers = new Headers(options.headers);
    headers.set("Accept", "application/json");
    const token = options.isOpen ? null : this.token();
    if (token !== null) {
      headers.set("Authorization", `Bearer ${token}`);
    }
    const init: RequestInit = { method, headers, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MILLIS_MAX) };
    if (content !== undefined) {
      headers.set("Content-Type", "application/json");
      init.body = JSON.stringify(content);
    }
    let response: Response;
    try {
      response = await this.fetcher(path, init);
    } catch {
      throw new ApiError(0, "Daemion cannot be reached. Is it running on this machine?");
    }
    if (!response.ok) {
      if (response.status === 401 && !options.isOpen) {
        this.onUnauthorized();
      }
      throw await problemOf(response);
    }
    return response;
  }
}

interface SendOptions {
  headers?: Record<string, string>;
  /** True for the route that needs no token. */
  isOpen?: boolean;
}
