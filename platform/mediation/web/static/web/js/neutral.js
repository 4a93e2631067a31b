// The page somebody sees who looks over a shoulder: it keeps nothing but a mark that the arrow back leads here.
try { sessionStorage.setItem("calendar", "1"); } catch { /* storage may be switched off */ }
history.replaceState(null, "", location.pathname);
