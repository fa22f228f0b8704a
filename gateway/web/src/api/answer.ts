// What the gateway answers: its refusals, its bodies, its headers.

/** A refusal of the gateway, or the lack of one: `status` 0 means that nobody answered. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    sentence: string,
    readonly code: string | null = null,
    readonly retryAfterSeconds: number | null = null,
    /** What is wrong, one sentence each, with its place. */
    readonly findings: string[] = [sentence],
  ) {
    super(sentence);
    this.name = "ApiError";
  }

  /** True when the same request may well succeed later. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const CUT_OFF = "The answer was cut off on its way. Try again.";

export async function body(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new ApiError(0, CUT_OFF);
  }
}

interface ProblemBody {
  title?: unknown;
  detail?: unknown;
  error?: unknown;
  code?: unknown;
  errors?: unknown;
}

/** RFC 9457, with a sentence even for answers that are not one. */
export async function problemOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("Retry-After"));
  const problem: ProblemBody = await response.json().catch(() => ({}));
  const sentence = [problem.detail, problem.error, problem.title].find((text) => typeof text === "string" && text);
  return new ApiError(
    response.status,
    typeof sentence === "string" ? sentence : `The gateway refused this (status ${response.status}).`,
    typeof problem.code === "string" ? problem.code : null,
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
    findingsOf(problem),
  );
}

function findingsOf(problem: ProblemBody): string[] | undefined {
  if (!Array.isArray(problem.errors) || problem.errors.length === 0) {
    return undefined;
  }
  return problem.errors.map((finding: { pointer?: unknown; detail?: unknown }) =>
    [finding.pointer, finding.detail].filter((text) => typeof text === "string" && text !== "").join(": "),
  );
}

/** The name in a Content-Disposition header (RFC 6266), the encoded one first. */
export function fileName(header: string | null): string | null {
  const encoded = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(header ?? "")?.[1];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // The plain one is there for this.
    }
  }
  return /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(header ?? "")?.[1]?.replace(/\\(.)/g, "$1") ?? null;
}

/** The address behind rel="next" of a Link header (RFC 8288), null when there is none. */
export function nextLink(header: string | null): string | null {
  for (const link of header?.split(/,\s*(?=<)/) ?? []) {
    const match = /^\s*<([^>]*)>(.*)$/.exec(link);
    if (match && /;\s*rel="?next"?/i.test(match[2] ?? "")) {
      return match[1] ?? null;
    }
  }
  return null;
}

/** What a header says never decides where the token goes: only path and query of it are used. */
export function sameOrigin(address: string): string {
  const url = new URL(address, location.origin);
  return url.pathname + url.search;
}
