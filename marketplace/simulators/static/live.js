// Fetches the lists again every two seconds; what somebody reads or types in stays as it is.
const live = document.querySelector("[data-live]");

async function refresh() {
  if (document.hidden || live.querySelector("details[open]") || live.contains(document.activeElement)) return;
  const address = new URL(location.href);
  address.searchParams.set("fragment", "1");
  try {
    const response = await fetch(address);
    const text = await response.text();
    if (response.ok && text !== live.dataset.shown) {
      live.innerHTML = text;
      live.dataset.shown = text;
    }
  } catch {
    // The process is being restarted; the next try finds it.
  }
}

if (live) setInterval(refresh, 2000);
