import { parseAddresses } from "../../core/mail/addresses.js";
import type { CompletionPlace, Region } from "./place.js";
import { recentCommits, touchedPaths } from "./touchedPaths.js";

/** Somebody who may be named. */
export interface KnownPerson {
  readonly name: string;
  readonly address: string;
  /** Why: a few words. */
  readonly reason: string;
}

export interface KnownPeople {
  /** The likeliest first; each address once. */
  readonly people: readonly KnownPerson[];
  readonly isWhole: boolean;
}

/** Where somebody is known from. */
type Origin = "user" | "author" | "thread" | "maintainers" | "lists" | "mail" | "log" | "stable";

const maxThread = 500;
const maxField = 20_000;

/** Whom a place wants first. Sign-offs are the writer's; a review is a reader's, in a reply the writer's own. */
function orderFor(where: Region | "header", name: string): readonly Origin[] {
  if (where === "header") {
    if (name === "from" || name === "sender" || name === "reply-to")
      return ["user", "author", "thread", "mail", "log", "maintainers"];
    return ["maintainers", "lists", "thread", "mail", "log", "stable", "user"];
  }
  if (name === "signed-off-by" || name === "from")
    return ["user", "author", "thread", "log", "mail", "maintainers"];
  if (name === "cc") return ["stable", "maintainers", "thread", "mail", "log", "lists", "user"];
  if (where === "reply" && /^(?:reviewed|acked|tested|nacked)-by$/.test(name))
    return ["user", "thread", "mail", "maintainers", "log"];
  return ["thread", "mail", "maintainers", "log", "author", "user"];
}

/** People of git's configuration, the mail, its thread, MAINTAINERS and the log of the touched files. */
export async function knownPeople(
  place: CompletionPlace,
  where: Region | "header",
  name: string,
): Promise<KnownPeople> {
  const { context, document } = place;
  const paths = touchedPaths(place);
  const { writing } = context;
  const [user, commits, sections] = await Promise.all([
    writing?.user(document.uri),
    recentCommits(place),
    writing?.maintainers(document.uri, paths),
  ]);
  const byOrigin: Readonly<Record<Origin, KnownPerson[]>> = {
    user: (user?.items ?? []).map((person) => ({ ...person, reason: "git config user.email" })),
    author: authorOf(place),
    thread: threadPeople(place),
    maintainers: [],
    lists: [],
    mail: recipients(place),
    log: [],
    stable: [{ name: "", address: "stable@vger.kernel.org", reason: "for the stable trees" }],
  };
  if (context.options.preset === "plain" || (where === "header" && name === "from")) byOrigin.stable.pop();
  for (const { title, maintainers, reviewers, lists } of sections?.items ?? []) {
    byOrigin.maintainers.push(
      ...maintainers.flatMap((value) => personsOf(value, `maintainer: ${title}`)),
      ...reviewers.flatMap((value) => personsOf(value, `reviewer: ${title}`)),
    );
    byOrigin.lists.push(...lists.flatMap((value) => personsOf(value.replace(/\(.*$/, ""), `list: ${title}`)));
  }
  byOrigin.log.push(...logPeople(commits?.items ?? []));
  const seen = new Map<string, KnownPerson>();
  for (const origin of orderFor(where, name)) {
    for (const person of byOrigin[origin]) {
      const key = person.address.toLowerCase();
      const known = seen.get(key);
      if (known === undefined && /^[^\s<>@]{1,200}@[^\s<>@]{1,200}$/.test(person.address))
        seen.set(key, person);
      else if (known?.name === "" && person.name !== "") seen.set(key, { ...known, name: person.name });
    }
  }
  const isWhole = [user, commits, sections].every((known) => known?.isWhole !== false);
  return { people: [...seen.values()], isWhole };
}

function authorOf({ message }: CompletionPlace): KnownPerson[] {
  return [message.author, message.sender].flatMap((person) =>
    person === null ? [] : [{ name: person.name, address: person.address, reason: "From: of this mail" }],
  );
}

/** Who wrote in the thread, those who wrote last first: reviews come at the end. */
function threadPeople({ context, message }: CompletionPlace): KnownPerson[] {
  const ids = [message.messageId, ...message.inReplyTo, ...message.references.slice(-3)];
  for (const id of ids) {
    if (id === null) continue;
    const messages = context.mail.thread(id);
    if (messages.length === 0) continue;
    return messages
      .slice(-maxThread)
      .reverse()
      .filter(({ messageId }) => messageId !== message.messageId)
      .map(({ fromName, fromAddress }) => ({
        name: fromName,
        address: fromAddress,
        reason: "wrote in the thread",
      }));
  }
  return [];
}

/** To, Cc and From of the mail itself, and who its trailers name. */
function recipients({ message, document }: CompletionPlace): KnownPerson[] {
  const found: KnownPerson[] = [];
  for (const { name, valueSpan } of message.header.fields) {
    if (!/^(?:to|cc|from|reply-to)$/i.test(name)) continue;
    const end = Math.min(valueSpan.end, valueSpan.start + maxField);
    for (const { name: shown, address } of parseAddresses(document.text, valueSpan.start, end))
      found.push({ name: shown, address, reason: `${name}: of this mail` });
  }
  for (const { name, value } of message.trailers.slice(0, 100)) {
    if (/-by$|^cc$/i.test(name)) found.push(...personsOf(value, `${name}: of this mail`));
  }
  return found;
}

function personsOf(value: string, reason: string): KnownPerson[] {
  const text = value.slice(0, 500);
  return parseAddresses(text, 0, text.length).map(({ name, address }) => ({ name, address, reason }));
}

/** Authors and committers, who has most commits first. */
function logPeople(
  commits: readonly {
    readonly authorName: string;
    readonly authorAddress: string;
    readonly committerName: string;
    readonly committerAddress: string;
  }[],
): KnownPerson[] {
  const counted = new Map<string, { name: string; address: string; authored: number; committed: number }>();
  const count = (name: string, address: string, key: "authored" | "committed"): void => {
    const known = counted.get(address.toLowerCase()) ?? { name, address, authored: 0, committed: 0 };
    known[key]++;
    counted.set(address.toLowerCase(), known);
  };
  for (const { authorName, authorAddress, committerName, committerAddress } of commits) {
    count(authorName, authorAddress, "authored");
    if (committerAddress !== authorAddress) count(committerName, committerAddress, "committed");
  }
  return [...counted.values()]
    .sort((a, b) => b.authored + b.committed - (a.authored + a.committed))
    .map(({ name, address, authored, committed }) => ({
      name,
      address,
      reason:
        authored > 0
          ? `wrote ${authored} of the last ${commits.length} commits of these files`
          : `committed ${committed} of the last ${commits.length} commits of these files`,
    }));
}
