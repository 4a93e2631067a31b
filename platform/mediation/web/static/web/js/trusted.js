// htmx 2 writes answers of our own server as markup. One narrow policy: a tag that could run something is dropped,
// words between tags are left alone (somebody may well write "javascript:" in a message).
const bad = /^<\/?\s*(script|iframe|object|embed|base|link|meta)\b|[\s"'/]on\w+\s*=|(href|src|action|formaction)\s*=\s*["']?\s*javascript:|\ssrcdoc\s*=/i;

if (window.trustedTypes && window.trustedTypes.createPolicy) {
  window.trustedTypes.createPolicy("default", {
    createHTML: (markup) => markup.replace(/<[^>]*>/g, (tag) => (bad.test(tag) ? "" : tag)),
    createScriptURL: (address) => {
      if (new URL(address, location.href).origin === location.origin) return address;
      throw new TypeError("scripts come from here only");
    },
  });
}
