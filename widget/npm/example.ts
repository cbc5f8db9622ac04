// What a site's own script may do, as its types tell: compiled in the tests, shipped to nobody.

import type { Corrigenda } from "../types/corrigenda.js";

document.addEventListener("corrigenda:sent", ({ detail }) => console.info(detail.id.toUpperCase()));
document.addEventListener("corrigenda:error", (event) => {
  if (event.cancelable) event.preventDefault();
  console.info(event.detail.error.message);
});
// @ts-expect-error: the receipt is the reader's secret, and no page is told it.
document.addEventListener("corrigenda:sent", ({ detail }) => console.info(detail.receipt));

const widget: Corrigenda | undefined = window.corrigenda;
void widget?.open(document.createRange());
void widget?.open(null);
