export default function offlineBar(bar) {
  const show = () => { bar.hidden = navigator.onLine !== false; };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}
