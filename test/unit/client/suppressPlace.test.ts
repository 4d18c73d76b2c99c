import { expect, it } from "vitest";
import { suppressPlace } from "../../../client/src/features/quickFixes/suppressPlace.js";

it.each<[number, string | undefined, string, string]>([
  [0, undefined, "user", "in your user settings"],
  [1, "linux", "workspace", "in this workspace"],
  [1, undefined, "workspace", "in this workspace"],
  [2, "linux", "folder", "for this folder"],
  // Mail that is in none of them.
  [2, undefined, "workspace", "in this workspace"],
])(
  "of %s folders, with mail in %s, the title names what is written to: %s",
  (folders, folder, target, title) => {
    expect(suppressPlace(folders, folder)).toMatchObject({ target, title });
  },
);
