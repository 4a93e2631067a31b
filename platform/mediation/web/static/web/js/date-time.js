// What was typed is said in words, as typed: the wall clock of Shanghai, whatever zone this device believes in.
const DAY = 86400000;

function words(day, hour, language) {
  const at = new Date(`${day || "2000-01-01"}T${hour || "00:00"}Z`); // UTC in and UTC out: nothing is converted
  if (Number.isNaN(at.getTime()) || (!day && !hour)) return "";
  const say = (options) => new Intl.DateTimeFormat(language.startsWith("zh") ? "zh-CN" : "en-GB", { ...options, timeZone: "UTC" }).format(at);
  const date = day && say({ year: "numeric", month: "long", day: "numeric" });
  const weekday = day && say({ weekday: "long" });
  if (language.startsWith("zh")) { // 凌晨0:05 and 中午12:30: "上午12:05" would be read as noon
    return [date, weekday, hour && say({ hour: "numeric", minute: "2-digit", dayPeriod: "short", hourCycle: hour.startsWith("00") ? "h11" : "h12" })].filter(Boolean).join(" ");
  }
  return [day && `${weekday} ${date}`, hour && say({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })].filter(Boolean).join(", ");
}

export default function dateTime(element) {
  const day = element.querySelector("[data-day] input");
  const hour = element.querySelector("[data-hour] input");
  const line = element.querySelector(".date-time-words");
  const quick = element.querySelector(".date-time-quick");
  const draw = () => {
    line.textContent = words(day ? day.value : "", hour ? hour.value.slice(0, 5) : "", document.documentElement.lang || "zh-Hans");
    line.hidden = !line.textContent;
  };
  const fill = (input, value) => {
    if (!input || !value) return;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  element.addEventListener("input", draw);
  element.addEventListener("change", draw);
  if (quick) {
    quick.hidden = false;
    quick.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const from = button.dataset.later && day.value ? day.value : element.dataset.today;
      const days = Number(button.dataset.later || button.dataset.after);
      fill(day, new Date(Date.parse(`${from}T00:00Z`) + days * DAY).toISOString().slice(0, 10));
      fill(hour, button.dataset.at);
    });
  }
  draw();
}
