// Completes package-lock.json after packages changed: `npm install && node scripts/completeLock.mjs`.
//
// Native tools (esbuild, oxlint, biome …) name one optional package for each platform. Where a registry lacks those of
// foreign platforms, npm leaves them out of the lock file, and `npm ci` then refuses the file as out of date. They are
// written in here, with the exact version that the tool asks for; no platform ever fetches those of another.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./lib/project.mjs";

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

/**
 * Platform fields of a package, read off its name, e.g. `@biomejs/cli-linux-arm64-musl`.
 *
 * @param {string} name
 * @returns {{ os?: string[], cpu?: string[], libc?: string[] }}
 */
function platform(name) {
  const words = name.split("/").at(-1)?.split(/[-.]/) ?? [];
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = words.includes("musl")
    ? ["musl"]
    : words.includes("gnu") || words.includes("gnueabihf")
      ? ["glibc"]
      : [];
  return {
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
  };
}

const file = path.join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
let added = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`${place}/node_modules/${name}`] || lock.packages[`node_modules/${name}`]) continue;
    if (!/^\d+\.\d+\.\d+$/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = { version, dev: true, optional: true, ...platform(name) };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms written into package-lock.json`);
