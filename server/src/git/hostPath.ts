import { pathProblem } from "../core/patch/repositoryPath.js";

/** `pathProblem` as it is on this machine: names of devices are ordinary where no Windows reads them. */
export const hostPathProblem = (path: string): string | null =>
  pathProblem(path, process.platform === "win32");
