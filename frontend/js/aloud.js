// Reads a page aloud with a voice of the browser itself; where it has none for the page's language there is no button.
const speech = window.speechSynthesis;

function voiceFor(language) {
  return speech.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(language));
}

// What is read: the words of headings, paragraphs and lists, one after the other, nothing hidden twice.
function sentences(part) {
  const read = [...part.querySelectorAll("h1, h2, h3, p, li, dt, dd, summary")].filter(
    (one) => !one.closest("[hidden], form, nav, svg") && one.offsetParent && !one.querySelector("p, li, dt, dd"),
  );
  return read.map((one) => one.textContent.trim().replace(/\s+/g, " ")).filter(Boolean);
}

function prepare(button) {
  const language = document.documentElement.lang;
  const show = () => {
    button.hidden = !voiceFor(language);
  };
  let isReading = false;
  const say = (on) => {
    isReading = on;
    button.querySelector("span").textContent = on ? button.dataset.stop : button.dataset.read;
  };
  button.addEventListener("click", () => {
    speech.cancel();
    if (isReading) return say(false);
    const lines = sentences(document.querySelector("main"));
    lines.forEach((line, n) => {
      const words = new SpeechSynthesisUtterance(line);
      words.lang = language;
      words.voice = voiceFor(language);
      if (n === lines.length - 1) words.onend = () => say(false);
      speech.speak(words);
    });
    return say(true);
  });
  speech.addEventListener?.("voiceschanged", show);
  window.addEventListener("pagehide", () => speech.cancel());
  show();
}

export function aloud(root) {
  const button = root.querySelector("[data-mc-aloud]");
  if (button && speech && window.SpeechSynthesisUtterance) prepare(button);
}
