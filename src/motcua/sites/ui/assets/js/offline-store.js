// Two stores of one IndexedDB: `meta` by name, `items` in the order they came.
const opened = new Promise((done, fail) => {
  const asked = indexedDB.open("motcua-offline", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("meta");
    asked.result.createObjectStore("items", { autoIncrement: true });
  };
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});

async function run(name, mode, act) {
  const transaction = (await opened).transaction(name, mode, { durability: "strict" });
  const asked = act(transaction.objectStore(name));
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done(asked.result);
    transaction.onabort = transaction.onerror = () => fail(transaction.error);
  });
}

export const get = (name, key) => run(name, "readonly", (store) => store.get(key));
export const put = (name, key, value) => run(name, "readwrite", (store) => store.put(value, key));
export const remove = (name, key) => run(name, "readwrite", (store) => store.delete(key));
export const clear = async () => {
  for (const name of ["items", "meta"]) await run(name, "readwrite", (store) => store.clear());
};
export const all = async (name) => {
  const [keys, values] = await Promise.all([
    run(name, "readonly", (store) => store.getAllKeys()),
    run(name, "readonly", (store) => store.getAll()),
  ]);
  return values.map((value, place) => ({ id: keys[place], ...value }));
};
