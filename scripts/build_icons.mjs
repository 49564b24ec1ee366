// Draws marketplace/static/img/icons.svg from lucide-static (ISC licence) plus the stars, which are ours.
// Run by `npm run icons` after adding a name to the list; the sprite is committed.
import { readFileSync, writeFileSync, copyFileSync } from "node:fs";

const NAMES = `search user heart shopping-bag shopping-basket house menu x check minus plus circle
chevron-down chevron-right chevron-left chevron-up arrow-right arrow-left arrow-up-right arrow-up-down
circle-check circle-alert circle-x circle-help info triangle-alert ban bell
trash-2 pencil eye eye-off copy link share-2 printer refresh-cw download upload external-link send paperclip bookmark
star truck package package-check rotate-ccw undo-2 shield-check badge-check store warehouse boxes archive map-pin navigation
phone smartphone mail message-circle languages globe settings log-in log-out key lock lock-open
sliders-horizontal list-filter funnel layout-grid list ellipsis ellipsis-vertical grip-vertical panel-left panel-left-close
banknote credit-card wallet receipt percent tag ticket gift hand-coins landmark calculator
clock calendar history hourglass camera image image-plus images zoom-in scan-barcode
chart-column trending-up trending-down users user-plus megaphone flag webhook layers
file-text file-up book-open coffee shirt footprints headphones armchair gem leaf sparkles sun moon`.trim().split(/\s+/);

const source = (name) => readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
const inner = (svg) => svg.replace(/<!--[\s\S]*?-->/g, "").replace(/<svg[^>]*>|<\/svg>/g, "").replace(/\s+/g, " ").replace(/> </g, "><").replaceAll(" />", "/>").trim();

// Fill and stroke come from the class .icon, so that a saved heart can be filled.
const symbols = NAMES.map((name) => `<symbol id="${name}" viewBox="0 0 24 24">${inner(source(name))}</symbol>`);

const STAR = "M10 1.9l2.5 5.1 5.6.8-4 4 .9 5.6-5-2.7-5 2.7 1-5.6-4.1-4 5.6-.8z";
const row = [0, 20, 40, 60, 80].map((x) => `<path transform="translate(${x} 0)" d="${STAR}"/>`).join("");
symbols.push(`<symbol id="stars" viewBox="0 0 100 20">${row}</symbol>`);

writeFileSync("marketplace/static/img/icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
copyFileSync("node_modules/lucide-static/LICENSE", "marketplace/static/img/LICENSE-lucide.txt");
copyFileSync("node_modules/htmx.org/dist/htmx.min.js", "marketplace/static/vendor/htmx.min.js");
copyFileSync("node_modules/htmx.org/LICENSE", "marketplace/static/vendor/LICENSE-htmx.txt");
