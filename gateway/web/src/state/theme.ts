// The theme in force: its colours become the design tokens. The one that ships first follows the system's own choice of
// light and dark; any other is what the person chose. It is remembered, so that the page does not flash at a reload.
import { effect, signal } from "@preact/signals";
import { extensions, hasLoadedExtensions } from "./extensions";
import { read, write } from "./storage";

const KEY = "theme";
const FOLLOWS_SYSTEM = "daemion-dark";

type Colors = Record<string, string>;

/** Grows when the page is painted in other colours. */
export const themeInForce = signal(0);

/** The ten colours of a theme, by the tokens that hold them. */
const TOKENS: Readonly<Record<string, string>> = {
  bgPrimary: "--ground",
  bgSecondary: "--ground-sunk",
  bgTertiary: "--ground-raised",
  textPrimary: "--ink",
  textSecondary: "--ink-soft",
  accent: "--accent",
  accentText: "--on-accent",
  border: "--line",
  success: "--good",
  danger: "--bad",
};

const mix = (front: string, back: string, percent: number) => `color-mix(in srgb, ${front} ${percent}%, ${back})`;

/** Tokens by name; everything the page paints comes from the ten colours. */
export function tokensOf(colors: Colors, isDark: boolean): Colors {
  const at = (name: string) => colors[name] ?? (isDark ? "#ffffff" : "#000000");
  const ground = colors.bgPrimary ?? (isDark ? "#17181c" : "#fbfaf8");
  const ink = at("textPrimary");
  const accent = at("accent");
  return {
    "--ground": ground,
    "--ground-sunk": colors.bgSecondary ?? ground,
    "--ground-raised": colors.bgTertiary ?? ground,
    "--line": colors.border ?? mix(ink, ground, 20),
    "--line-strong": mix(ink, colors.border ?? ground, 22),
    "--ink": ink,
    "--ink-soft": at("textSecondary"),
    "--ink-faint": at("textSecondary"),
    "--accent": accent,
    "--accent-strong": mix(accent, ink, 82),
    "--accent-soft": mix(accent, ground, 18),
    "--on-accent": at("accentText"),
    "--good": at("success"),
    "--good-soft": mix(at("success"), ground, 14),
    "--bad": at("danger"),
    "--bad-soft": mix(at("danger"), ground, 14),
    "--code-keyword": mix(accent, ink, 70),
    "--code-string": mix(at("success"), ink, 75),
    "--code-number": mix(at("danger"), ink, 70),
    "--code-comment": at("textSecondary"),
    "--code-title": mix(accent, ink, 55),
    "--code-attr": mix(at("danger"), ink, 55),
  };
}

/** The colours the page is painted in now, for what is drawn outside of it. */
export function themeColors(): { isDark: boolean; colors: Colors } {
  const style = getComputedStyle(document.documentElement);
  const scheme = document.documentElement.style.getPropertyValue("color-scheme");
  return {
    isDark: scheme === "" ? matchMedia("(prefers-color-scheme: dark)").matches : scheme === "dark",
    colors: Object.fromEntries(
      Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]),
    ),
  };
}

export function startTheme(): void {
  apply(remembered());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => themeInForce.value++);
  effect(() => {
    if (!hasLoadedExtensions.value) {
      return;
    }
    const theme = extensions.value.find(
      (extension) => extension.type === "theme" && extension.status === "active" && extension.enabled,
    );
    const chosen =
      theme === undefined || (theme.name === FOLLOWS_SYSTEM && theme.version === 1) ? null : theme.definition;
    write(KEY, chosen === null ? null : JSON.stringify(chosen));
    apply(chosen);
  });
}

function remembered(): unknown {
  try {
    return JSON.parse(read(KEY) ?? "null");
  } catch {
    return null;
  }
}

function apply(definition: unknown): void {
  paint(definition);
  themeInForce.value = themeInForce.peek() + 1;
}

function paint(definition: unknown): void {
  const root = document.documentElement;
  for (const name of Object.keys(tokensOf({}, true))) {
    root.style.removeProperty(name);
  }
  root.style.removeProperty("color-scheme");
  if (typeof definition !== "object" || definition === null || !("colors" in definition)) {
    return;
  }
  const isDark = !("dark" in definition) || definition.dark !== false;
  root.style.setProperty("color-scheme", isDark ? "dark" : "light");
  for (const [name, value] of Object.entries(tokensOf(definition.colors as Colors, isDark))) {
    root.style.setProperty(name, value);
  }
}
