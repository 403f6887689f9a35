// Lets a browser be told things by its push service, once its reader allows it; the server keeps where it is reached.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

async function allow(form) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.mcPush) };
  // One made under another key is of no use any more.
  const kept = await pushManager.subscribe(wanted).catch(async () => {
    await (await pushManager.getSubscription())?.unsubscribe();
    return pushManager.subscribe(wanted);
  });
  const { endpoint, keys } = kept.toJSON();
  Object.entries({ endpoint, ...keys }).forEach(([name, value]) => (form.elements[name].value = value));
  form.submit();
}

export function pushes(root) {
  const form = root.querySelector("form[data-mc-push]");
  if (!form || !navigator.serviceWorker || !window.PushManager) return;
  form.querySelector("[data-mc-push-none]").remove();
  form.querySelector("[data-mc-push-offer]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    allow(form).catch(() => (form.querySelector("[data-mc-push-denied]").hidden = false));
  });
}
