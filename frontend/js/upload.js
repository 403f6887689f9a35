// Sends the files of a form one by one, shows how far each is, and goes on by itself after a lost line.
import { put, ready } from "./files.js";

const AGAIN = 15000;
const LATER = [0, 408, 425, 429];
// So often a server that fails is asked; a line that is down may stay so for an hour.
const MOST = 8;

// Its status; 0 where no answer came, and where the answer is another page's.
function send(form, name, file, isAgain, moved) {
  const data = new FormData();
  for (const field of form.elements) if (field.type === "hidden") data.append(field.name, field.value);
  if (isAgain) data.append("again", "1");
  data.append(name, file);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", location.href);
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && moved(event.loaded / event.total));
    request.addEventListener("load", () => done(request.status));
    request.addEventListener("error", () => done(0));
    request.send(data);
  });
}

const pause = () => new Promise((done) => {
  setTimeout(done, AGAIN);
  addEventListener("online", done, { once: true });
});

function bar(input) {
  const shown = input.parentElement.querySelector("[data-mc-chosen]");
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.value = 0;
  if (shown) shown.append(progress);
  return progress;
}

function watch(form) {
  const say = form.querySelector("[data-mc-upload-says]");
  const tell = (text) => {
    if (say) say.textContent = text;
  };
  const inputs = [...form.querySelectorAll("input[type=file]")];
  let is_busy = false;

  async function sent(input, file) {
    const progress = bar(input);
    progress.setAttribute("aria-label", `${say.dataset.sending} ${file.name}`);
    for (let tries = 0; ; tries += 1) {
      tell(`${say.dataset.sending} ${file.name}…`);
      const status = await send(form, input.name, file, tries > 0, (part) => {
        progress.value = part;
      });
      const isLater = LATER.includes(status) || (status >= 500 && tries < MOST);
      if (!isLater) {
        progress.remove();
        return status;
      }
      tell(status ? say.dataset.failed : say.dataset.waiting);
      await pause();
    }
  }

  // What is left goes with the page itself: it alone says that somebody signed out, or that the draft is gone.
  function leave(button) {
    if (button && button.name) {
      const pressed = document.createElement("input");
      pressed.type = "hidden";
      pressed.name = button.name;
      pressed.value = button.value;
      form.append(pressed);
    }
    form.submit();
  }

  async function sendAll(button) {
    let is_refused = false;
    for (const input of inputs) {
      await ready(input);
      for (const file of [...input.files]) {
        const status = await sent(input, file);
        if (status !== 204 && status !== 422) return leave(button);
        is_refused ||= status === 422;
        put(input, [...input.files].filter((one) => one !== file));
      }
    }
    // What was refused is said here again, beside what was taken.
    return leave(is_refused ? { name: "more", value: "1" } : button);
  }

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const isForFiles = inputs.some((input) => input.files.length) && !(button && button.name === "remove");
    if (is_busy || isForFiles) event.preventDefault();
    if (is_busy || !isForFiles) return;
    is_busy = true;
    sendAll(button);
  });
}

export function uploads(root) {
  if (window.DataTransfer) root.querySelectorAll("form[data-mc-upload]").forEach(watch);
}
