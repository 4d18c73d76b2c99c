import type { WorkRequests } from "../work/index.js";

/** The methods of the work room, named here since the room itself is loaded by the first of them. */
export const workMethods = [] as const satisfies readonly (keyof WorkRequests)[];
