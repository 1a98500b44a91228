// The map's part of the page's address. Streamlit isn't told, so nothing reruns; but when it writes parameters of its own it puts
// back what it knew, so ours are written again after every change of the address.

const own = new Map();
let watching = 0;
let timer = null;

function write() {
  const address = new URL(window.location.href);
  for (const [name, value] of own) address.searchParams.set(name, value);
  address.search = address.search.replaceAll("%2C", ",");
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}

/** Keep these parameters in the address while a map is shown. */
export function keep(parameters) {
  for (const [name, value] of Object.entries(parameters)) own.set(name, value);
  if (watching) write();
}

/** Start to watch the address; the returned function stops. */
export function watch() {
  const { navigation } = window;
  watching += 1;
  if (watching === 1) {
    if (navigation) navigation.addEventListener("currententrychange", write);
    else timer = setInterval(write, 500);
  }
  return () => {
    watching -= 1;
    if (watching) return;
    own.clear();
    if (navigation) navigation.removeEventListener("currententrychange", write);
    else clearInterval(timer);
  };
}
