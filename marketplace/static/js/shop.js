// The one script of public pages. It adds to pages that already work without it: counts, saved hearts, small messages,
// display currency, dialogs, quantity buttons. No page content depends on it and nothing here is specific to a page.

const root = document.documentElement;
const body = document.body;
const fragments = body.dataset.fragments;
const language = root.lang;
const all = (selector, from = document) => from.querySelectorAll(selector);

const remember = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private windows may refuse */ } },
};

async function fetchJson(name, options = {}) {
  const answer = await fetch(`${fragments}${name}/?lang=${language}`, {
    credentials: "same-origin", headers: { Accept: "application/json", ...options.headers }, ...options,
  });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

// Small messages -----------------------------------------------------------------------------------------------------

const ICONS = { success: "circle-check", error: "circle-alert", warning: "triangle-alert", info: "info" };
const sprite = document.querySelector("svg.icon use")?.getAttribute("href").split("#")[0];

function drawIcon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export function say(text, level = "info") {
  const toast = document.createElement("div");
  const words = document.createElement("span");
  const close = document.createElement("button");
  toast.className = "toast";
  words.textContent = text;
  close.type = "button";
  close.setAttribute("aria-label", body.dataset.dismiss);
  close.append(drawIcon("x"));
  close.addEventListener("click", () => toast.remove());
  toast.append(drawIcon(ICONS[level] ?? "info"), words, close);
  document.getElementById("live").append(toast);
  if (level !== "error") setTimeout(() => toast.remove(), 6000 + text.length * 40);
}

// The visitor: basket, name, saved products, messages ------------------------------------------------------------------

function setText(selector, text) {
  all(selector).forEach((place) => { place.textContent = text; });
}

function markSaved(button, saved) {
  button.setAttribute("aria-pressed", String(saved));
}

function showBasket({ basket_count: count, basket_total: total }) {
  if (count === undefined) return;
  setText("[data-basket-count]", count ? String(count > 99 ? "99+" : count) : "");
  if (count && total) setText("[data-basket-total]", total);
}

function showVisitor(visitor) {
  showBasket(visitor);
  if (visitor.user?.name) setText("[data-account-name]", visitor.user.name);
  all("[data-signed-in]").forEach((part) => { part.hidden = !visitor.user; });
  all("[data-signed-out]").forEach((part) => { part.hidden = Boolean(visitor.user); });
  all("[data-seller]").forEach((part) => { part.hidden = !visitor.is_seller; });
  const saved = new Set((visitor.saved ?? []).map(String));
  if (saved.size) all("button[data-save]").forEach((button) => markSaved(button, saved.has(button.value)));
  (visitor.messages ?? []).forEach(({ text, level }) => say(text, level));
}

export function refreshVisitor() {
  return fetchJson("visitor").then(showVisitor).catch(() => { /* the page is complete without it */ });
}

async function toggleSaved(button) {
  const before = button.getAttribute("aria-pressed") === "true";
  markSaved(button, !before);
  try {
    const answer = await fetchJson("saved", { method: "POST", body: new URLSearchParams({ product: button.value }) });
    markSaved(button, answer.saved);
    if (answer.message) say(answer.message, "success");
  } catch {
    markSaved(button, before);
    say(body.dataset.failed, "error");
  }
}

// Display currency: what is charged stays in the charge currency --------------------------------------------------------

const CURRENCY = "display-currency";
let rates = null;

function showAmount(place, currency) {
  place.dataset.original ??= place.textContent;
  const rate = rates?.rates?.[currency];
  if (!rate || currency === place.dataset.currency || place.closest("[data-charged]")) {
    place.textContent = place.dataset.original;
    place.removeAttribute("title");
    return;
  }
  const format = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "code" });
  place.textContent = `≈ ${format.format(Number(place.dataset.amount) * Number(rate))}`;
  place.title = place.dataset.original;
}

async function showCurrency(currency) {
  all("[data-currency-choice]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.currencyChoice === currency)));
  const places = all(".money[data-amount]");
  if (!rates && [...places].some((place) => place.dataset.currency !== currency)) {
    try { rates = await fetchJson("rates"); } catch { return; }
  }
  places.forEach((place) => showAmount(place, currency));
}

function startCurrency() {
  const choices = all("[data-currency-choice]");
  all("[data-currency-menu]").forEach((menu) => { menu.hidden = false; });
  const chosen = remember.get(CURRENCY) ?? choices[0]?.dataset.currencyChoice;
  if (chosen) showCurrency(chosen);
}

// Behaviour by attribute: one listener each, so parts that htmx brings later work too -----------------------------------

function changeQuantity(button) {
  const input = button.closest(".stepper").querySelector("input");
  const step = Number(button.dataset.step);
  const most = input.max === "" ? Infinity : Number(input.max);
  input.value = Math.min(most, Math.max(Number(input.min || 0), Number(input.value) + step));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function fold(button) {
  const folded = root.classList.toggle("is-folded");
  button.setAttribute("aria-expanded", String(!folded));
  remember.set("rail-folded", folded ? "1" : "");
}

async function copyText(button) {
  try { await navigator.clipboard.writeText(button.dataset.copy); say(button.dataset.copied ?? "✓", "success"); } catch { say(body.dataset.failed, "error"); }
}

const CLICKS = [
  ["[data-open]", (button) => document.querySelector(button.dataset.open)?.showModal()],
  ["[data-close]", (button) => button.closest("dialog")?.close()],
  ["[data-step]", changeQuantity],
  ["[data-currency-choice]", (button) => { remember.set(CURRENCY, button.dataset.currencyChoice); showCurrency(button.dataset.currencyChoice); }],
  ["[data-fold]", fold],
  ["[data-copy]", copyText],
  ["[data-print]", () => print()],
];

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const save = event.target.closest("button[data-save]");
  if (save) { event.preventDefault(); toggleSaved(save); return; }
  for (const [selector, act] of CLICKS) {
    const found = event.target.closest(selector);
    if (found) act(found);
  }
  if (event.target instanceof HTMLDialogElement) event.target.close();
  all("details.menu[open], details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  all("details.menu[open], details[data-menu][open]").forEach((menu) => {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  });
  if (document.querySelector(".facets:target")) location.hash = "results";
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  if (form) form.requestSubmit();
  const many = event.target.closest?.("input[data-check-all]");
  if (many) all(many.dataset.checkAll).forEach((box) => { box.checked = many.checked; });
  const mark = event.target.closest?.("input[data-bulk], input[data-check-all]");
  if (mark) showBulk();
});

function showBulk() {
  const chosen = all("input[data-bulk]:checked").length;
  all("[data-bulk-bar]").forEach((bar) => { bar.hidden = !chosen; });
  setText("[data-bulk-count]", String(chosen));
}

// A form is sent once; the second click of an impatient finger does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (!form.hasAttribute("data-once") || event.defaultPrevented) return;
  form.dataset.sent = "1";
  form.querySelector("button[type=submit], button:not([type])")?.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", (event) => { if (event.persisted) { all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }); refreshVisitor(); } });

// Suggestions under the search field, fetched with their script when somebody begins to type there
document.getElementById("q")?.addEventListener("focus", ({ target }) => {
  if (target.dataset.suggestScript) import(target.dataset.suggestScript).then(({ suggest }) => suggest(target)).catch(() => { /* searching works without */ });
}, { once: true });

// htmx only where a page asks for it -------------------------------------------------------------------------------------

function loadHtmx() {
  if (!document.querySelector("[hx-get], [hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
  const script = document.createElement("script");
  script.src = body.dataset.htmx;
  document.head.append(script);
}

// Parts brought by htmx get the chosen currency and the hearts; an answer may say something: HX-Trigger: {"say": {"text": "...", "level": "success"}}
document.addEventListener("htmx:after:swap", () => { if (remember.get(CURRENCY)) showCurrency(remember.get(CURRENCY)); });
document.addEventListener("say", (event) => say(event.detail.text, event.detail.level));
document.addEventListener("visitor", refreshVisitor);

if (remember.get("rail-folded")) root.classList.add("is-folded");
document.querySelector("[data-focus]")?.focus();
if (document.querySelector("[data-basket-count]")) refreshVisitor();
startCurrency();
loadHtmx();
