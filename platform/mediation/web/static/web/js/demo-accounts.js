// One press signs in as somebody of the demo.
export default function demoAccounts(root) {
  const form = document.querySelector('form[action*="login"] [name="login"]').form;
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-username]");
    if (!button) return;
    form.elements.login.value = button.dataset.username;
    form.elements.password.value = root.dataset.password;
    form.requestSubmit ? form.requestSubmit() : form.submit();
  });
}
