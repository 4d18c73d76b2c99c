import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A colour theme with what it includes, rules in the order in which VS Code reads them. */
export interface Theme {
  readonly colors: Readonly<Record<string, string>>;
  readonly tokenColors: readonly TokenRule[];
}

interface TokenRule {
  readonly scope?: string | readonly string[];
  readonly settings: { readonly foreground?: string; readonly fontStyle?: string };
}

/** Built-in themes that must colour everything; the file name and what VS Code uses where the theme says nothing. */
export const builtInThemes = [
  { name: "Dark Modern", file: "dark_modern.json", background: "#1F1F1F", foreground: "#CCCCCC" },
  { name: "Light Modern", file: "light_modern.json", background: "#FFFFFF", foreground: "#3B3B3B" },
  { name: "Dark High Contrast", file: "hc_black.json", background: "#000000", foreground: "#FFFFFF" },
  { name: "Light High Contrast", file: "hc_light.json", background: "#FFFFFF", foreground: "#292929" },
] as const;

/** Folders with the built-in themes of the VS Codes in the folder `cache`; empty before the first run fetches them. */
export function themeFolders(cache: string): string[] {
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .map((name) => path.join(cache, name, "vscode/extensions/theme-defaults/themes"))
    .filter((folder) => existsSync(folder));
}

/** Reads a theme; a rule of the including file comes after, and so wins over, one of the included. */
export function loadTheme(file: string): Theme {
  const theme = JSON.parse(readFileSync(file, "utf8")) as Partial<Theme> & { readonly include?: string };
  const base =
    theme.include === undefined ? undefined : loadTheme(path.join(path.dirname(file), theme.include));
  return {
    colors: { ...base?.colors, ...theme.colors },
    tokenColors: [...(base?.tokenColors ?? []), ...(theme.tokenColors ?? [])],
  };
}

/**
 * Foreground that a theme gives to one scope, as VS Code finds it for `semanticTokenScopes`: the rule with the
 * longest match wins, the later one of two equals. Only selectors of one name are looked at: ours have no parents.
 */
export function foregroundOf(theme: Theme, scope: string): string | undefined {
  let best = -1;
  let found: string | undefined;
  for (const { scope: selectors, settings } of theme.tokenColors) {
    if (settings.foreground === undefined) continue;
    for (const selector of [selectors ?? []].flat().flatMap((text) => text.split(","))) {
      const name = selector.trim();
      if (name === "" || name.includes(" ")) continue;
      if ((scope === name || scope.startsWith(`${name}.`)) && name.length >= best) {
        best = name.length;
        found = settings.foreground;
      }
    }
  }
  return found;
}

/** Foreground for a list of scopes: that of the first which has one. */
export function firstForeground(theme: Theme, scopes: readonly string[]): string | undefined {
  for (const scope of scopes) {
    const found = foregroundOf(theme, scope);
    if (found !== undefined) return found;
  }
  return undefined;
}

function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast of two colours `#rrggbb`, from 1 to 21 (WCAG 2.1). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
