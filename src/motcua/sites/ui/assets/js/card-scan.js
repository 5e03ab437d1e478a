// Reads the QR code of a citizen's identity card with the camera or from a photo. Nothing leaves the device:
// the text goes into the field named by data-card-scan, and the form's own submit sends it.
// <button type="button" data-card-scan="id-of-field" data-card-dialog="id-of-dialog" hidden>…</button>

const loadReader = async () => (await import("jsqr")).default;

async function readFrames(video, canvas, signal) {
  const read = await loadReader();
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  while (!signal.aborted) {
    if (video.readyState >= 2) {
      const scale = Math.min(1, 1280 / video.videoWidth);
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const found = read(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
      if (found?.data) return found.data;
    }
    await new Promise((next) => setTimeout(next, 120));
  }
  return null;
}

async function readPhoto(file, canvas) {
  const read = await loadReader();
  const picture = await createImageBitmap(file);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  for (const longest of [1600, 1000, 2400]) {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    canvas.width = picture.width * scale;
    canvas.height = picture.height * scale;
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const found = read(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
    if (found?.data) return found.data;
  }
  return null;
}

export function startCardScan(button) {
  const field = document.getElementById(button.dataset.cardScan);
  const dialog = document.getElementById(button.dataset.cardDialog);
  if (!field || !dialog || button.dataset.ready) return;
  button.dataset.ready = "1";
  button.hidden = false;
  const video = dialog.querySelector("video");
  const photo = dialog.querySelector('input[type="file"]');
  const problem = dialog.querySelector("[data-problem]");
  const canvas = document.createElement("canvas");
  let stop = new AbortController();

  const done = (text) => {
    if (!text) return;
    field.value = text;
    dialog.close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  };

  button.addEventListener("click", async () => {
    stop = new AbortController();
    problem.hidden = true;
    dialog.showModal();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
      stop.signal.addEventListener("abort", () => stream.getTracks().forEach((track) => track.stop()));
      if (!dialog.open) return stop.abort();
      video.srcObject = stream;
      await video.play();
      done(await readFrames(video, canvas, stop.signal));
    } catch {
      video.hidden = true; // no camera, or not allowed: a photo works the same
    }
  });
  photo?.addEventListener("change", async () => {
    const text = photo.files[0] ? await readPhoto(photo.files[0], canvas).catch(() => null) : null;
    problem.hidden = Boolean(text);
    photo.value = "";
    done(text);
  });
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => stop.abort());
}
