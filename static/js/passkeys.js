// Passkeys: asks the browser for a credential and sends it with the form that wants it.

const decode = (options) => ({
  create: (json) => PublicKeyCredential.parseCreationOptionsFromJSON(json),
  get: (json) => PublicKeyCredential.parseRequestOptionsFromJSON(json),
})[options];

async function requestOf(form) {
  if (form.dataset.passkey !== "login") {
    const options = JSON.parse(document.getElementById("passkey-options").textContent);
    return (options.creation_options ?? options.request_options).publicKey;
  }
  const response = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return (await response.json()).request_options.publicKey;
}

async function credentialFor(form) {
  const json = await requestOf(form);
  const passwordless = form.elements.passwordless;
  if (passwordless) {
    json.authenticatorSelection.residentKey = passwordless.checked ? "required" : "discouraged";
    json.authenticatorSelection.requireResidentKey = passwordless.checked;
    if (passwordless.checked) json.authenticatorSelection.userVerification = "required";
  }
  const verb = form.dataset.passkey === "create" ? "create" : "get";
  return navigator.credentials[verb]({ publicKey: decode(verb)(json) });
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const said = form.querySelector("[role=alert]");
  said.textContent = "";
  try {
    form.elements.credential.value = JSON.stringify((await credentialFor(form)).toJSON());
    form.submit();
  } catch (error) {
    said.textContent = error.name === "SecurityError" ? said.dataset.impossible : said.dataset.refused;
  } finally {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
}
