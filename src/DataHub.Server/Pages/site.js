// Live progress of a campaign: listens to its events and fills the numbers in; the page works without.
const list = document.getElementById("events");
if (list) {
  const source = new EventSource(`/api/campaigns/${encodeURIComponent(list.dataset.campaign)}/events`);
  source.onmessage = message => {
    const e = JSON.parse(message.data);
    document.getElementById("progress").value = e.answered;
    document.getElementById("answered").textContent = `${e.answered} of ${e.total}`;
    document.getElementById("cpu").textContent = `${e.cpu_seconds.toFixed(1)} s`;
    const item = document.createElement("li");
    item.textContent = `${e.rung}: ${e.message}`;
    list.prepend(item);
    while (list.children.length > 12) list.lastChild.remove();
  };
  source.addEventListener("end", () => { source.close(); location.reload(); });
}

// Suggestions while a search is typed; the field works without.
const field = document.getElementById("q");
if (field) {
  const choices = document.createElement("datalist");
  choices.id = "choices";
  field.after(choices);
  field.setAttribute("list", "choices");
  field.autocomplete = "off";
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const asked = field.value;
      if (!asked.trim()) return;
      const answer = await fetch(`/api/search/suggest?q=${encodeURIComponent(asked)}`);
      if (!answer.ok || asked !== field.value) return;
      choices.replaceChildren(...(await answer.json()).map(s => {
        const option = document.createElement("option");
        option.value = s.text;
        option.label = s.count === undefined || s.count === null ? s.kind : `${s.kind}, ${s.count}`;
        return option;
      }));
    }, 150);
  });
}
