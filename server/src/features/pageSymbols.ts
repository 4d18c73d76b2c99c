/** Outline of what robots and archive pages add to a message: what was tested, findings, the thread overview. */

import type { MailDocument, Overview, OverviewEntry, ReportFinding, RobotReport } from "../core/model.js";
import { counted } from "../core/text/counted.js";
import type { LineTable } from "../core/text/lineTable.js";
import { type AddPart, Kind, nameOf } from "./symbolParts.js";

/** What was tested with its facts, each finding by level and text with its place behind it, the listings. */
export function addReport(add: AddPart, report: RobotReport, text: string, lines: LineTable): void {
  const { tested, recipe } = report;
  if (tested !== null) add("What was tested", "", Kind.event, tested);
  for (const fact of report.facts) {
    if (recipe !== null && fact.line0 === recipe.startLine0) continue;
    add(fact.name, shortValue(fact.value), Kind.property, lineOf(fact.line0, lines));
  }
  if (recipe !== null) {
    add("How to reproduce", rows(recipe.endLine0 - recipe.startLine0 - 1), Kind.string, recipe);
  }
  for (const finding of report.findings) {
    const { line0: startLine0, endLine0 } = finding;
    const place = { span: lines.spanOfLines(startLine0, endLine0), startLine0, endLine0 };
    add(nameOf(findingName(finding), "Finding"), placeOf(finding), Kind.event, place);
  }
  for (const listing of report.listings) {
    add(nameOf(listing.path, "Listing"), listingDetail(listing.fileLine), Kind.array, listing);
    if (listing.markedLine0 === null) continue;
    const { start, end } = lines.spanOfLines(listing.markedLine0, listing.markedLine0 + 1);
    const row = text.slice(start, Math.min(end, start + 400)).replace(/^\s*(?:-->|>)?\s*/, "");
    add(nameOf(row, "Marked line"), "marked", Kind.string, lineOf(listing.markedLine0, lines));
  }
}

function findingName({ level, text }: ReportFinding): string {
  return level === "" ? text : `${level}: ${text}`;
}

function placeOf({ path, fileLine, fileColumn }: ReportFinding): string {
  const numbers = [fileLine, fileColumn].filter((number) => number !== null);
  return [path, ...numbers].join(":");
}

function listingDetail(fileLine: number | null): string {
  return fileLine === null ? "listing" : `listing, line ${fileLine}`;
}

function lineOf(line0: number, lines: LineTable) {
  return { span: lines.spanOfLines(line0, line0 + 1), startLine0: line0, endLine0: line0 + 1 };
}

const shortValue = (value: string): string => (value.length > 120 ? `${value.slice(0, 119)}…` : value);

const rows = (count: number): string => counted(count, "line");

/** Rows that are shown; a thread of a thousand has them on the page. */
const maxEntries = 500;

/**
 * The thread overview: as a tree where the page has it, else as the order that it is, which its own entry says. A thread
 * view's messages are the outline already: there only the number and what is missing is told.
 */
export function addOverview(add: AddPart, overview: Overview, model: MailDocument): void {
  const { entries, hasTree } = overview;
  const ghosts = entries.filter((entry) => entry.ghost !== null).length;
  const count = messagesOf(overview.announced ?? entries.length - ghosts);
  const missing = ghosts === 0 ? "" : `, ${ghosts} not in the archive`;
  const name = hasTree ? "Thread overview" : "Thread overview, order only";
  const lost = hasTree ? "" : ": who answers whom was lost with the page's indentation";
  add(name, `${count}${missing}${lost}`, Kind.array, overview);
  if (model.form === "threadView") return;
  const ends = subtreeEnds(entries);
  for (const [at, entry] of entries.slice(0, maxEntries).entries()) {
    const startLine0 = entry.line0;
    const endLine0 = (entries[(ends[at] ?? at + 1) - 1]?.line0 ?? entry.line0) + 1;
    const place = { span: model.lines.spanOfLines(startLine0, endLine0), startLine0, endLine0 };
    add(entryName(entry), entryDetail(entry), Kind.string, place);
  }
}

/** Exclusive end of each entry's subtree; entries stand depth first. */
function subtreeEnds(entries: readonly OverviewEntry[]): number[] {
  const ends = entries.map((_entry, at) => at + 1);
  for (let at = entries.length - 1; at >= 0; at--) {
    const parent = entries[at]?.parent ?? null;
    if (parent !== null && parent < at) ends[parent] = Math.max(ends[parent] ?? 0, ends[at] ?? 0);
  }
  return ends;
}

function entryName({ subject, sender, ghost }: OverviewEntry): string {
  if (ghost !== null) return "Not in the archive";
  return nameOf(subject || sender, "Message");
}

function entryDetail(entry: OverviewEntry): string {
  if (entry.ghost !== null) return entry.ghost;
  const date = entry.date === null ? "" : new Date(entry.date).toISOString().slice(0, 16).replace("T", " ");
  const here = entry.isThisMessage ? "this message" : "";
  return [entry.subject === "" ? "" : entry.sender, date, here].filter((part) => part !== "").join(", ");
}

const messagesOf = (count: number): string => counted(count, "message");
