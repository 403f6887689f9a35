// Has the browser make or show a passkey before a form is sent: <form data-mc-passkey="create|get" data-mc-options="…">.
function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// What the server wrote as text, as the browser wants it.
function wanted(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"])
    if (options[list]) read[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
  return read;
}

// What the browser answers, as the server reads it.
function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function watch(form) {
  const said = form.querySelector("[data-mc-passkey-said]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.hidden = true;
    try {
      const publicKey = wanted(JSON.parse(form.dataset.mcOptions).publicKey);
      const credential = await navigator.credentials[form.dataset.mcPasskey]({ publicKey });
      form.elements.credential.value = JSON.stringify(answer(credential));
      form.submit();
    } catch {
      said.textContent = form.dataset.mcFailed;
      said.hidden = false;
    }
  });
}

export function passkeys(root) {
  root.querySelectorAll("form[data-mc-passkey]").forEach(watch);
}
