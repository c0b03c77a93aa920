// What a voice becomes at "Gem": one envelope that only the server opens (docs/decisions/0025). Nothing here remembers anything.
const INFO = new TextEncoder().encode("samspil/deposit/1");
const KILOBYTE = 1024;

export const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

export const digestOf = async (bytes) => {
  const made = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...made].map((each) => each.toString(16).padStart(2, "0")).join("");
};

export const bytesOfId = (id) => Uint8Array.from(id.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));

export const fourBytes = (number) => {
  const made = new Uint8Array(4);
  new DataView(made.buffer).setUint32(0, number);
  return made;
};

// A new picture of the pixels alone: place, camera and thumbnails stay behind, and so do the formats that servers cannot read.
export const bare = async (file, longest = 2000) => {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const shrink = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * shrink));
  canvas.height = Math.max(1, Math.round(picture.height * shrink));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!blob) throw new Error("no picture");
  return new Uint8Array(await blob.arrayBuffer());
};

// The facts are padded with blanks to whole kilobytes, so that their length tells little of what was said.
const laidOut = async (facts, photos) => {
  const listed = [];
  for (const photo of photos) listed.push({ size: photo.length, sha256: await digestOf(photo) });
  const told = new TextEncoder().encode(JSON.stringify({ ...facts, photos: listed }));
  const padded = new Uint8Array(Math.ceil(told.length / KILOBYTE) * KILOBYTE).fill(32);
  padded.set(told);
  return joined(fourBytes(padded.length), padded, ...photos);
};

export const seal = async (facts, photos, id, key) => {
  const point = Uint8Array.from(atob(key.point), (letter) => letter.charCodeAt(0));
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await crypto.subtle.importKey("raw", point, curve, false, []);
  const mine = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const passing = new Uint8Array(await crypto.subtle.exportKey("raw", mine.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const place = bytesOfId(id);
  const drawn = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derived = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: joined(passing, point), info: joined(INFO, place) },
    drawn,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const head = joined(new Uint8Array([1]), new TextEncoder().encode(key.id), passing);
  const plain = await laidOut(facts, photos);
  const additionalData = joined(head, place);
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, derived, plain));
  plain.fill(0);
  return joined(head, iv, ciphertext);
};
