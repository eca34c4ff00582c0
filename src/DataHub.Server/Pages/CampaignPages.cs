// Answers /campaigns and /campaigns/{id}: the funnel, live by server-sent events where the browser has scripts.
using DataHub.Screening;
using DataHub.Server.Routes;

namespace DataHub.Server.Pages;

static class CampaignPages
{
    internal static IResult List(Hub hub)
    {
        var all = hub.Campaigns.List();
        return Layout.Page("Campaigns", Html.Of($"""
            <h1>Campaigns</h1>
            {(all.Count == 0 ? Html.Of($"<p>None yet. <code>datahub screen plan FILE</code> tells what one would reuse, predict, compute and cost.</p>")
              : Layout.Table("Campaigns", ["Name", "State", "Started"], all.Select(c => Html.Of($"<tr><td><a href=\"/campaigns/{c.Id}\">{c.Name}</a></td><td>{CampaignRoutes.Word(c.State).Replace('_', ' ')}</td><td>{c.StartedAt:yyyy-MM-dd HH:mm}</td></tr>"))))}
            """));
    }

    internal static IResult One(Hub hub, string id)
    {
        if (hub.Campaigns.Report(id) is not { } r) return new PageAnswer(Layout.Frame("Not found", Html.Of($"<h1>Not found</h1><p>There is no campaign {id}.</p>")), 404);
        bool runs = r.State == CampaignState.Running;
        int total = r.Campaign.Candidates.Count;
        var unit = r.Campaign.Property.Unit;
        var results = r.Results.Take(200).Select(x => Html.Of($"<tr><td>{(x.InChIKey is null ? Html.Of($"<code>{x.Candidate}</code>") : Html.Of($"<a href=\"/molecules/{x.InChIKey}\"><code>{x.Smiles ?? x.Candidate}</code></a>"))}</td><td>{x.Rung}</td>{Cells(x.Answer)}</tr>"));
        return Layout.Page(r.Campaign.Name, Html.Of($"""
            <h1>{r.Campaign.Name}</h1>
            <p>{r.Campaign.Property.Name} ({unit}) at {r.Campaign.Level.Name} for {Layout.Count(total)} candidates{(r.Campaign.Tolerance > 0 ? $", within {Layout.Number(r.Campaign.Tolerance)} {unit} with probability {Layout.Number(r.Campaign.Confidence)}" : "")}. State: <strong id="state">{CampaignRoutes.Word(r.State).Replace('_', ' ')}</strong>.</p>
            <label for="progress">Answered</label> <progress id="progress" max="{Math.Max(1, total)}" value="{r.Results.Count}"></progress> <span id="answered" aria-live="polite">{r.Results.Count} of {total}</span>
            <dl class="facts">
            <div><dt>Processor time spent</dt><dd id="cpu">{Layout.Seconds(r.CpuSeconds)}</dd></div>
            <div><dt>Avoided</dt><dd>{Layout.Seconds(r.AvoidedCpuSeconds)}</dd></div>
            <div><dt>Energy</dt><dd>{Layout.Number(r.EnergyKwh * 1000, "0.###")} Wh</dd></div>
            <div><dt>Emissions</dt><dd>{Layout.Number(r.Co2Grams, "0.###")} g CO2e</dd></div>
            </dl>
            <p><small>Against: {r.Baseline}</small></p>
            {(r.Notes.Count == 0 ? Html.Nothing : Html.Of($"<ul>{r.Notes.Select(n => Html.Of($"<li>{n}</li>"))}</ul>"))}
            <h2>Funnel</h2>
            {Layout.Table("Funnel", ["Rung", "Came>", "Answered>", "Failed>", "CPU>", "Energy/Wh>", "g CO2e>"], r.Funnel.Select(f => Html.Of($"<tr><td>{f.Rung}</td><td class=\"n\">{f.Came}</td><td class=\"n\">{f.Answered}</td><td class=\"n\">{f.Failed}</td><td class=\"n\">{Layout.Seconds(f.CpuSeconds)}</td><td class=\"n\">{Layout.Number(f.EnergyKwh * 1000, "0.###")}</td><td class=\"n\">{Layout.Number(f.Co2Grams, "0.###")}</td></tr>")))}
            {(runs ? Html.Of($"<h2>Now</h2><ol id=\"events\" data-campaign=\"{id}\" aria-live=\"off\"></ol><noscript><p>Reload the page to see how far it is.</p></noscript>") : Html.Nothing)}
            <h2>Results</h2>
            {Layout.Table("Results", ["Candidate", "Rung", $"Answer/{r.Campaign.Property.Unit}", "Evidence"], results)}
            {(r.Results.Count > 200 ? Html.Of($"<p>The first 200 of {r.Results.Count}; all are in the JSON.</p>") : Html.Nothing)}
            <p>As <a href="/api/campaigns/{id}">JSON</a>; its decisions in the <a href="/api/ledger?campaign={id}">ledger</a>.</p>
            """), script: runs);
    }

    static Html Cells(Model.Answer answer) => answer switch
    {
        Model.Answer.Known k => Html.Of($"<td>{Layout.Number(k.Value, "0.####")}{(k.HalfWidth is { } h ? $" ± {Layout.Number(h, "0.###")}" : "")}</td><td>{(k.Evidence.CalculationId is { } id ? Html.Of($"<a href=\"/calculations/{id}\">{k.Evidence.Reason}</a>") : Html.Of($"{k.Evidence.Reason}"))}</td>"),
        Model.Answer.Unsure u => Html.Of($"<td>{Layout.Number(u.Value, "0.####")} ± {Layout.Number(u.HalfWidth, "0.###")} (unsure)</td><td>{u.Evidence.Reason}</td>"),
        Model.Answer.CannotSay c => Html.Of($"<td>none</td><td>{c.Why}</td>"),
        Model.Answer.Failed f => Html.Of($"<td>failed</td><td>{f.Why}</td>"),
        _ => Html.Of($"<td></td><td></td>"),
    };
}
