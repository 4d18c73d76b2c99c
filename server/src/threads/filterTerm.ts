/** Fields that are asked of each message, and those of a thread as a whole. */
const messageFields = ["any", "subject", "from", "id", "to", "file", "is"] as const;
export const threadFields = ["state", "by", "has", "silent"] as const;
export type FilterField = (typeof messageFields)[number] | (typeof threadFields)[number];

/** One word of a filter. */
export interface FilterTerm {
  readonly field: FilterField;
  /** Lower case, not empty. */
  readonly text: string;
  /** Written with `-` in front: it must not hold. */
  readonly isNegated: boolean;
}
