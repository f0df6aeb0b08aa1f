// Ask the server from a script, as whoever is signed in.
//
// The server answers a script of somebody who is signed out with 401 (accounts/middleware.py),
// not with the way to the sign-in page: that would look like success.
export function ask(address, { headers, ...options } = {}) {
  return fetch(address, {
    credentials: "same-origin",
    headers: { "X-Requested-With": "fetch", ...headers },
    ...options,
  });
}

// What a form, or names and values, say; sent as forms are.
export function send(address, values, options = {}) {
  return ask(address, { method: "POST", body: new URLSearchParams(values), ...options });
}
