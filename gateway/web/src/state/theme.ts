// The theme in force: its colours become the design tokens. The one that ships first follows the system's own choice of
// light and dark; any other is what the person chose. It is remembered, so that the page does not flash at a reload.
import { computed, effect, signal } from "@preact/signals";
import type { Extension } from "../api/types";
import { extensions, hasLoadedExtensions, loadExtensions } from "./extensions";
import { tell } from "./notice";
import { api } from "./session";
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
    // No theme says these; they are told apart from its own by their hue.
    "--warn": isDark ? "#eebe66" : "#8a5a00",
    "--warn-soft": mix(isDark ? "#eebe66" : "#b37a14", ground, 16),
    "--ember": isDark ? "#ffb366" : "#d9772b",
    "--shadow": isDark ? "0 1px 2px rgb(0 0 0 / 30%), 0 8px 28px rgb(0 0 0 / 35%)" : "0 6px 24px rgb(0 0 0 / 12%)",
    "--scrim": isDark ? "rgb(0 0 0 / 55%)" : "rgb(20 20 20 / 38%)",
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

/** Those that can be put on, by name. */
export const themes = computed(() =>
  extensions.value
    .filter(({ type, status }) => type === "theme" && (status === "active" || status === "disabled"))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
);
export const activeTheme = computed(
  () => themes.value.find(({ status, enabled }) => status === "active" && enabled) ?? null,
);

/** True for the one that is light or dark as the system says. */
export const followsSystem = (theme: Extension) => theme.name === FOLLOWS_SYSTEM && theme.version === 1;

/** In place of the one that is on, which can be put on again. */
export async function putOn(theme: Extension): Promise<void> {
  const before = activeTheme.value;
  try {
    await api.toggleExtension(theme.id, true);
    await loadExtensions();
    tell(
      `${theme.name} is put on.`,
      before === null || before.id === theme.id ? undefined : { label: "Undo", act: () => void putOn(before) },
    );
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
  }
}

export function startTheme(): void {
  apply(remembered());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => themeInForce.value++);
  effect(() => {
    if (!hasLoadedExtensions.value) {
      return;
    }
    const theme = activeTheme.value;
    const chosen = theme === null || followsSystem(theme) ? null : theme.definition;
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
