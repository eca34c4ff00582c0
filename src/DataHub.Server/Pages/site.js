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
