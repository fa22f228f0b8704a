// Times and amounts as people read them.

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_MILLIS = 86_400_000;

export function ago(iso: string, now = Date.now()): string {
  const at = Date.parse(iso);
  const seconds = Math.max(0, (now - at) / 1000);
  if (seconds < MINUTE_SECONDS) {
    return "now";
  }
  if (seconds < HOUR_SECONDS) {
    return `${Math.floor(seconds / MINUTE_SECONDS)} min`;
  }
  const days = daysBetween(at, now);
  if (days === 0) {
    return clock(iso);
  }
  return days < 7
    ? new Date(at).toLocaleDateString(undefined, { weekday: "short" })
    : new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "short" });
}

export function dayOf(iso: string, now = Date.now()): string {
  const days = daysBetween(Date.parse(iso), now);
  return days <= 0 ? "Today" : days === 1 ? "Yesterday" : days < 7 ? "This week" : days < 31 ? "This month" : "Earlier";
}

export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}

/** 640 ms, 3.2 s, 1 min 05 s */
export function duration(millis: number): string {
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  if (millis < 60_000) {
    return `${(millis / 1000).toFixed(millis < 10_000 ? 1 : 0)} s`;
  }
  const seconds = Math.round(millis / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** Small amounts keep enough digits to be told from nothing. */
export function dollars(amount: number): string {
  if (amount === 0) {
    return "free";
  }
  return amount < 0.01 ? `$${amount.toPrecision(2)}` : `$${amount.toFixed(2)}`;
}

function daysBetween(from: number, to: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(to) - midnight(from)) / DAY_MILLIS);
}

/** Near times by their distance, others by day and clock: "in 5 min", "3 min ago", "tomorrow, 09:00", "12 Mar, 09:00". */
export function when(iso: string, now = Date.now()): string {
  const at = Date.parse(iso);
  const seconds = Math.round((at - now) / 1000);
  const distance = Math.abs(seconds);
  if (distance < HOUR_SECONDS) {
    const amount = distance < MINUTE_SECONDS ? `${distance} s` : `${Math.floor(distance / MINUTE_SECONDS)} min`;
    return distance < 1 ? "now" : seconds > 0 ? `in ${amount}` : `${amount} ago`;
  }
  const days = daysBetween(now, at);
  const day =
    days === 0
      ? "today"
      : days === 1
        ? "tomorrow"
        : days === -1
          ? "yesterday"
          : Math.abs(days) < 7
            ? new Date(at).toLocaleDateString(undefined, { weekday: "long" })
            : new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return `${day}, ${clock(iso)}`;
}

/** The whole of it, with seconds. */
export const exactly = (iso: string) =>
  new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** On the clock of a zone, and which it is: "Mon 30 Nov, 09:00 CET". Without a zone on the clock of this device. */
export function zoned(iso: string, zone: string | null): string {
  const shape = {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  } as const;
  const seconds = new Date(iso).getUTCSeconds() === 0 ? {} : ({ second: "2-digit" } as const);
  try {
    return new Date(iso).toLocaleString(undefined, {
      ...shape,
      ...seconds,
      ...(zone === null ? {} : { timeZone: zone }),
    });
  } catch {
    // A zone this browser does not know.
    return new Date(iso).toLocaleString(undefined, { ...shape, ...seconds });
  }
}

/** 640 B, 3.2 kB, 1.5 MB */
export function size(bytes: number): string {
  const [unit, divisor] = bytes < 1_000 ? ["B", 1] : bytes < 1_000_000 ? ["kB", 1_000] : (["MB", 1_000_000] as const);
  const amount = bytes / divisor;
  return `${divisor === 1 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${unit}`;
}
