// What lies on the phone: its token, sealed voices, and the ids of those taken back. A voice leaves it by a receipt that matches, and
// by nothing else. Two tabs share one queue, and a lock lets one of them send at a time.
import { digestOf, fourBytes, joined } from "./sealing.js";

const NAME = "samspil-uden-net";
const STRICT = { durability: "strict" };
const PATIENCE = 60 * 1000;
const FILE_HEAD = new TextEncoder().encode("SAMSPIL-BIDRAG-1\n");

let opening = null;
const opened = () => {
  opening ??= idb
    .openDB(NAME, 1, {
      upgrade(made) {
        made.createObjectStore("access");
        made.createObjectStore("voices", { keyPath: "id" });
        made.createObjectStore("envelopes");
        made.createObjectStore("regrets", { keyPath: "id" });
      },
      blocking: () => opening?.then((base) => base.close()).then(() => { opening = null; }),
      // The browser may drop the connection (a full disk, a long sleep): the next call opens it anew.
      terminated: () => { opening = null; },
    })
    .catch((error) => { opening = null; throw error; });
  return opening;
};

const write = async (store, deed) => {
  const base = await opened();
  const step = base.transaction(store, "readwrite", STRICT);
  await deed(step.objectStore(Array.isArray(store) ? store[0] : store), step);
  await step.done;
};

export const access = async () => (await opened()).get("access", "mine");
export const keepAccess = (told) => write("access", (store) => store.put(told, "mine"));
export const voices = async () => (await (await opened()).getAll("voices")).sort((a, b) => a.saved_at.localeCompare(b.saved_at));
export const regrets = async () => (await opened()).getAll("regrets");

// On return it is on the disk.
export const keep = async (voice, envelope) =>
  write(["voices", "envelopes"], async (store, step) => {
    await store.add(voice);
    await step.objectStore("envelopes").add(envelope, voice.id);
  });

const letGo = (id) =>
  write(["voices", "envelopes"], async (store, step) => {
    await store.delete(id);
    await step.objectStore("envelopes").delete(id);
  });

const envelopeOf = async (id) => (await opened()).get("envelopes", id);

// The words go at once; the id stays until the server has heard that nothing under it may ever be opened.
export const regret = async (id) =>
  write(["voices", "envelopes", "regrets"], async (store, step) => {
    await store.delete(id);
    await step.objectStore("envelopes").delete(id);
    await step.objectStore("regrets").put({ id });
  });

const notice = (voice) => ({
  id: voice.id,
  digest: voice.digest,
  size: voice.size,
  pieces: voice.pieces,
  sent_at: new Date().toISOString(),
});

export const cut = async (envelope, size) => {
  const pieces = [];
  for (let at = 0; at < envelope.length; at += size) pieces.push(await digestOf(envelope.subarray(at, at + size)));
  return pieces;
};

export class Stopped extends Error {
  constructor(word, sentence) {
    super(sentence || word);
    this.word = word;
    this.sentence = sentence || "";
  }
}

// No cookie is sent and no redirect is followed: an answer is a receipt in JSON, or it is none.
const asked = async (address, body, token) => {
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(), PATIENCE);
  let answer, told;
  try {
    answer = await fetch(address, {
      method: "POST",
      body,
      headers: { Authorization: `Deposit ${token}`, "Content-Type": "application/octet-stream" },
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      signal: own.signal,
    });
    told = await answer.json();
  } catch {
    throw new Stopped("network");
  } finally {
    clearTimeout(timer);
  }
  if (answer.status === 200 && !answer.redirected) return told;
  throw new Stopped(told.error === "shut" ? "shut" : told.error || "network", told.sentence);
};

const matches = (receipt, voice) => receipt && receipt.id === voice.id && receipt.digest === voice.digest;

const handIn = async (voice, envelope, address, size, token) => {
  // What the disk gives back is counted again: a voice that has gone bad there must not be thrown away by a receipt for another.
  if (!envelope || (await digestOf(envelope)) !== voice.digest) throw new Stopped("broken");
  let receipt = await asked(address, JSON.stringify(notice(voice)), token);
  for (let turns = 0; matches(receipt, voice) && !receipt.final && turns < 3; turns += 1) {
    for (const number of receipt.missing) {
      const piece = envelope.slice(number * size, (number + 1) * size);
      receipt = await asked(`${address}${voice.id}/${number}/`, piece, token);
      if (!matches(receipt, voice) || receipt.final) break;
    }
  }
  if (!matches(receipt, voice) || receipt.final !== true) throw new Stopped("network");
  await letGo(voice.id);
  return receipt;
};

// Tell the server how many lie here. What it answers may hold a newer key to seal with.
export const tell = async (address) => {
  const mine = await access();
  if (!mine) return;
  const told = await asked(`${address}antal/`, JSON.stringify({ waiting: (await voices()).length }), mine.token);
  if (told.key?.id && (told.key.id !== mine.key.id || told.expires !== mine.expires))
    await write("access", async (store) => {
      const now = await store.get("mine");
      if (now?.phone === mine.phone) await store.put({ ...now, key: told.key, expires: told.expires }, "mine");
    });
};

// Send everything, one after the other; what one stumbles over stops no other, but a closed door and a lost line stop the turn.
// Gives what came of each, or null when another tab is sending.
export const sendAll = (address, size, heard) =>
  navigator.locks.request(NAME, { ifAvailable: true }, async (lock) => {
    if (!lock) return null;
    const mine = await access();
    if (!mine) return { sent: [], stopped: null };
    const sent = [];
    let stopped = null;
    try {
      for (const each of await regrets()) {
        const receipt = await asked(`${address}${each.id}/fortrudt/`, "", mine.token);
        if (receipt.id === each.id && receipt.final === true) await write("regrets", (store) => store.delete(each.id));
      }
      for (const voice of await voices()) {
        const envelope = await envelopeOf(voice.id);
        // Taken back meanwhile, in this tab or another.
        if (!envelope && !(await (await opened()).get("voices", voice.id))) continue;
        try {
          sent.push(await handIn(voice, envelope, address, size, mine.token));
          heard?.();
        } catch (error) {
          if (!(error instanceof Stopped)) throw error;
          stopped = error;
          if (["network", "shut", "later"].includes(error.word)) break;
        }
      }
      await tell(address);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      stopped ??= error;
    }
    return { sent, stopped };
  });

// All that lies here as one file, sealed as it is, for when nothing else works. Nothing is deleted by it.
export const asFile = async () => {
  const parts = [FILE_HEAD];
  for (const voice of await voices()) {
    const told = new TextEncoder().encode(JSON.stringify(notice(voice)));
    const envelope = await envelopeOf(voice.id);
    if (envelope) parts.push(fourBytes(told.length), fourBytes(envelope.length), told, envelope);
  }
  return new Blob([joined(...parts)], { type: "application/octet-stream" });
};
