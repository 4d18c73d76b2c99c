import * as vscode from "vscode";
import type { ThreadItem } from "../../../../server/src/threads/items.js";
import {
  type AttachmentPlace,
  attachmentUri,
  isText,
  type MessagePlace,
  sizeText,
} from "../attachments/attachmentFiles.js";
import { messageUri } from "../decoded/openViews.js";

/** Rows that stand for mail that is not at hand are dim: by a decoration, since a tree item has no colour of its own. */
const absentScheme = "patch-mail-absent";

/** Rows of unread messages have a dot behind them: a decoration, too. */
const unreadScheme = "patch-mail-unread";
/** Of a read message with unread ones below it: no API tells whether its row is open, so that both show it. */
const unreadBelowPath = "/below";

/** How the rows of these schemes look. */
export function rowDecoration({ scheme, path }: vscode.Uri): vscode.FileDecoration | undefined {
  if (scheme === absentScheme) return { color: new vscode.ThemeColor("disabledForeground") };
  if (scheme !== unreadScheme) return undefined;
  return path === unreadBelowPath
    ? { badge: "○", tooltip: "Unread messages below" }
    : { badge: "●", tooltip: "Unread" };
}

/** How the view shows its rows. */
export interface RowLook {
  /** How a row with rows below first appears. */
  readonly isExpanded: boolean;
  /** Threads are sorted by their first mail: rows tell of its date, else of the newest mail's. */
  readonly isByFirstMail: boolean;
}

/** What a tree item of a thread looks like. */
export function treeItem(
  item: ThreadItem,
  id: string,
  { isExpanded, isByFirstMail }: RowLook,
): vscode.TreeItem {
  const state = !item.hasChildren
    ? item.mayHaveAttachments
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None
    : isExpanded
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed;
  const result = new vscode.TreeItem(item.shortLabel, state);
  result.id = id;
  result.description = description(item, isByFirstMail);
  result.tooltip = tooltip(item);
  result.iconPath = icon(item);
  result.contextValue = [
    item.kind,
    item.messageId === null ? "" : " hasMessageId",
    item.role === "cover" ? " cover" : "",
    item.mayHaveAttachments ? " hasAttachments" : "",
    item.kind !== "message" ? "" : item.isUnread ? " unread" : " read",
  ].join("");
  result.accessibilityInformation = { label: accessibleLabel(item) };
  if (item.uri === null) {
    result.resourceUri = vscode.Uri.from({ scheme: absentScheme, path: `/${item.kind}` });
  } else {
    const place = item.isUnread ? "/message" : item.unreadBelow > 0 ? unreadBelowPath : undefined;
    if (place !== undefined) result.resourceUri = vscode.Uri.from({ scheme: unreadScheme, path: place });
    // VS Code's own command: it knows a click from a double click and from Enter, and keeps the focus accordingly.
    result.command = {
      command: "vscode.open",
      title: "Open Message",
      arguments: openArguments({ ...item, uri: item.uri }),
    };
  }
  return result;
}

/** What an attachment looks like, under its message. */
export function attachmentItem(place: AttachmentPlace, id: string): vscode.TreeItem {
  const { safeName, contentType, sizeBytes, isPatch } = place.attachment;
  const result = new vscode.TreeItem(safeName, vscode.TreeItemCollapsibleState.None);
  result.id = id;
  result.description = `${contentType} · ${sizeText(sizeBytes)}`;
  result.tooltip = `Attachment ${safeName}\n${contentType}, ${sizeText(sizeBytes)}`;
  result.iconPath = new vscode.ThemeIcon(
    // A file, where a message that is a patch has the sign of a diff.
    isPatch ? "file-code" : isText(place.attachment) ? "file-text" : "file-binary",
  );
  result.contextValue = "attachment";
  result.accessibilityInformation = { label: `attachment ${safeName}, ${sizeText(sizeBytes)}` };
  if (isText(place.attachment)) {
    const options: vscode.TextDocumentShowOptions = { preview: true };
    result.command = {
      command: "vscode.open",
      title: "Open Attachment",
      arguments: [attachmentUri(place), options],
    };
  }
  return result;
}

/** The message of a row; undefined where it is not at hand. */
export function placeOfItem({ uri, ordinal, line0 }: ThreadItem): MessagePlace | undefined {
  return uri === null ? undefined : { uri, index: ordinal, line: line0 };
}

/**
 * Arguments of `vscode.open` (and `showTextDocument`) that go to a message's first header line; where no editor shows
 * the file, the message alone.
 */
export function openArguments(
  item: Pick<ThreadItem, "line0" | "character0" | "ordinal" | "isIndexOnly" | "subject"> & {
    readonly uri: string;
  },
): [vscode.Uri, vscode.TextDocumentShowOptions] {
  const place = item.isIndexOnly
    ? new vscode.Position(0, 0)
    : new vscode.Position(item.line0, item.character0);
  const uri = item.isIndexOnly
    ? messageUri(item.subject, item.uri, item.ordinal)
    : vscode.Uri.parse(item.uri);
  return [uri, { selection: new vscode.Range(place, place), preview: true }];
}

function icon(item: ThreadItem): vscode.ThemeIcon {
  const dim = new vscode.ThemeColor("disabledForeground");
  if (item.kind === "missing") return new vscode.ThemeIcon("question", dim);
  if (item.kind === "told") return new vscode.ThemeIcon("circle-outline", dim);
  const { tone } = item.badges;
  return new vscode.ThemeIcon(
    roleIcons[item.role],
    tone === null ? undefined : new vscode.ThemeColor(toneColours[tone]),
  );
}

const roleIcons: Readonly<Record<ThreadItem["role"], string>> = {
  cover: "versions",
  patch: "diff",
  pull: "git-pull-request",
  reply: "comment",
  other: "mail",
};

/** Colours of VS Code's themes; the words stand in the description. */
const toneColours: Readonly<Record<NonNullable<ThreadItem["badges"]["tone"]>, string>> = {
  applied: "charts.green",
  reviewed: "charts.blue",
  changesRequested: "charts.orange",
  failed: "charts.red",
  gone: "disabledForeground",
};

/** What matters most comes first: in a narrow view the rest is not seen. */
function description(item: ThreadItem, isByFirstMail: boolean): string {
  const date = isByFirstMail ? item.date : shownDate(item);
  const sender = item.sender === item.label ? "" : item.sender;
  const hasBadges = item.badges.text !== "";
  const parts = [
    item.badges.text,
    hasBadges ? "" : sender,
    date === null ? "" : day(date),
    replies(item.replyCount),
    // An unread row has its dot.
    item.isUnread ? "" : unread(item),
    hasBadges ? sender : "",
    item.flags === null ? "" : flagNames(item.flags),
    item.role === "cover" ? " cover" : "",
    item.mayHaveAttachments ? "attachments" : "",
    item.kind === "message" ? "" : "not at hand",
    item.isOrderOnly ? "order only" : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Of a thread the newest mail's. */
function shownDate({ parentId, date, latestDate }: ThreadItem): number | null {
  return parentId === null ? (latestDate ?? date) : date;
}

function tooltip(item: ThreadItem): string {
  const from =
    item.address === "" || item.address === item.sender ? item.sender : `${item.sender} <${item.address}>`;
  const lines = [
    item.subject === "" ? item.label : item.subject,
    from === "" ? "" : `From: ${from}`,
    item.date === null ? "" : `Date: ${dateAndTime(item.date)}`,
    item.latestDate === null || item.latestDate === item.date
      ? ""
      : `Newest mail below: ${dateAndTime(item.latestDate)}`,
    item.lists.length === 0 ? "" : `Lists: ${item.lists.join(", ")}`,
    item.messageId === null ? "" : `Message-ID: ${item.messageId}`,
    item.replyCount === 0
      ? ""
      : `${replies(item.replyCount)} below${item.unreadBelow === 0 ? "" : `, ${unread(item)}`}`,
    ...item.badges.lines,
    item.flags === null ? "" : `Maildir: ${flagNames(item.flags) || "seen"}`,
    absence(item),
    item.isOrderOnly
      ? "Below stands the order of the thread: the page lost its indentation, and with it who answers whom."
      : "",
    item.uri === null ? "" : place({ ...item, uri: item.uri }),
    ...item.duplicateUris.map((uri) => `Also in ${vscode.workspace.asRelativePath(vscode.Uri.parse(uri))}`),
  ];
  return lines.filter((line) => line !== "").join("\n");
}

const flagWords: Readonly<Record<string, string>> = {
  D: "draft",
  F: "flagged",
  P: "forwarded",
  R: "replied",
  T: "trashed",
};

/** What a Maildir says of a message beside whether it is seen, which the dot tells. */
function flagNames(flags: string): string {
  const names = Array.from(flags, (flag) => flagWords[flag] ?? "");
  return names.filter((name) => name !== "").join(", ");
}

function absence(item: ThreadItem): string {
  switch (item.kind) {
    case "message":
      return "";
    case "told":
      return "The archive page tells of this message; it is not among the mail at hand.";
    case "missing":
      return "Other mail refers to this message; it is not among the mail at hand.";
  }
}

function accessibleLabel(item: ThreadItem): string {
  const parts = [
    item.label,
    item.sender === "" || item.sender === item.label ? "" : `by ${item.sender}`,
    item.isUnread ? "unread" : "",
    item.badges.label,
    item.date === null ? "" : dateAndTime(item.date),
    replies(item.replyCount),
    unread(item) === "" ? "" : `${unread(item)} below`,
    item.flags === null ? "" : flagNames(item.flags),
    item.role === "cover" ? " cover" : "",
    item.mayHaveAttachments ? "attachments" : "",
    item.kind === "message" ? "" : "not at hand",
    item.isOrderOnly ? "order only" : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function place({ uri, line0, isIndexOnly, ordinal }: ThreadItem & { readonly uri: string }): string {
  const path = vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
  return isIndexOnly ? `${path}, message ${ordinal + 1}` : `${path}, line ${line0 + 1}`;
}

function replies(count: number): string {
  return count === 0 ? "" : count === 1 ? "1 reply" : `${count.toLocaleString(vscode.env.language)} replies`;
}

function unread({ unreadBelow }: ThreadItem): string {
  return unreadBelow === 0 ? "" : `${unreadBelow.toLocaleString(vscode.env.language)} unread`;
}

/** `2026-03-09`, in the reader's time zone. */
function day(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function dateAndTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString(vscode.env.language, {
    dateStyle: "full",
    timeStyle: "short",
  });
}
