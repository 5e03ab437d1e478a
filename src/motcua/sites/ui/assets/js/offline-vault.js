// What the clerk's PIN opens. The key is never kept: only a sealed word that tells whether a PIN is the right one.
const ROUNDS = 600_000;
const KNOWN = "motcua";

async function derive(pin, salt, rounds) {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value)));
  return { iv, data };
}

export async function open(key, { iv, data }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data)));
}

export async function fresh(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const key = await derive(pin, salt, ROUNDS);
  return { key, lock: { salt, rounds: ROUNDS, check: await seal(key, KNOWN) } };
}

export async function matches(pin, lock) {
  const key = await derive(pin, lock.salt, lock.rounds);
  try {
    return (await open(key, lock.check)) === KNOWN ? { key } : null;
  } catch {
    return null;
  }
}
