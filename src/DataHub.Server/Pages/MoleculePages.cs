// Answers /molecules/{inchikey} and /calculations/{id}.
using DataHub.Model;
using DataHub.Server.Routes;

namespace DataHub.Server.Pages;

static class MoleculePages
{
    /// <summary>Sign and words of a kind of level: the shape tells it without colour.</summary>
    static (string Sign, string Words) Kind(string kind) => kind switch
    {
        "machinelearned" => ("●", "machine-learned"), "forcefield" => ("▲", "force field"), "semiempirical" => ("■", "semi-empirical"),
        "dft" => ("◆", "density functional"), "wavefunction" => ("◇", "wave function"), "experiment" => ("★", "experiment"), _ => ("○", "unknown kind"),
    };

    internal static IResult Molecule(Hub hub, string inchikey, CancellationToken cancel)
    {
        if (MoleculeRoutes.Find(hub, inchikey, cancel) is not { } m) return new PageAnswer(Layout.Frame("Not found", Html.Of($"<h1>Not found</h1><p>There is no molecule with the InChIKey {inchikey}.</p>")), 404);
        var states = m.States.Select(s => Html.Of($"""
            <h2>Known values{(m.States.Count > 1 || s.Charge != 0 || s.Multiplicity != 1 ? $", charge {s.Charge}, multiplicity {s.Multiplicity}" : "")}</h2>
            {(s.Levels.Count == 0 ? Html.Of($"<p>No successful calculation.</p>") : Layout.Table("Known values by level of theory", ["Level", "Geometry at", "Values", "Records>", "Cost>", ""], s.Levels.Select(Level)))}
            """));
        return Layout.Page(m.Name ?? m.Formula ?? m.Inchikey, Html.Of($"""
            <h1>{m.Name ?? m.Formula}</h1>
            <div class="sides"><aside><img class="structure" src="{m.Links.Depiction}?w=320&amp;h=240" alt="Structure of {m.Name ?? m.Formula}" width="320" height="240"></aside>
            <dl class="pairs"><dt>Formula</dt><dd>{m.Formula}</dd><dt>SMILES</dt><dd><code>{m.Smiles}</code></dd><dt>InChIKey</dt><dd><code>{m.Inchikey}</code></dd><dt>InChI</dt><dd><code>{m.Inchi}</code></dd></dl></div>
            {states}
            <p>Values of one row belong to one record: the one of lowest energy at its level.</p>
            <p>As <a href="/api/molecules/{m.Inchikey}">JSON</a>, <a href="{m.Links.Calculations}">OData</a>, <a href="/api/export/extxyz?$filter=inchikey eq '{m.Inchikey}'">extended XYZ</a>, <a href="/api/export/csv?$filter=inchikey eq '{m.Inchikey}'">CSV</a>.</p>
            """), m.Inchikey);
    }

    static Html Level(LevelValues l)
    {
        var (sign, words) = Kind(l.Kind);
        return Html.Of($"<tr><td><span title=\"{words}\" aria-label=\"{words}\">{sign}</span> {l.Level}</td><td>{l.GeometryLevel}</td><td>{l.Values.Select(v => Html.Of($"<span class=\"value\">{v.Property} <b>{Layout.Number(v.Value, v.Unit == "Eh" ? "0.000000" : "0.####")}</b> {v.Unit}</span> "))}</td><td class=\"n\">{l.Calculations}</td><td class=\"n\">{Layout.Seconds(l.CpuSeconds)}</td><td><a href=\"/calculations/{l.CalculationId}\">record</a></td></tr>");
    }

    internal static IResult Calculation(Hub hub, string id)
    {
        if (hub.Archive.Get(id) is not { } c) return new PageAnswer(Layout.Frame("Not found", Html.Of($"<h1>Not found</h1><p>There is no calculation {id}.</p>")), 404);
        Html Pair(string name, object? value) => value is null or "" ? Html.Nothing : Html.Of($"<dt>{name}</dt><dd>{value}</dd>");
        Html Number(string name, double? value, string unit) => value is null ? Html.Nothing : Html.Of($"<dt>{name}</dt><dd>{Layout.Number(value)} {unit}</dd>");
        var p = c.Provenance;
        return Layout.Page($"{c.Molecule.Name ?? c.Molecule.Formula} at {c.Level.Name}", Html.Of($"""
            <h1>{c.Molecule.Name ?? c.Molecule.Formula} at {c.Level.Name}</h1>
            {(c.Failure is { } f ? Html.Of($"<p class=\"answer\">Failed: {f.Kind}</p><p>{f.Message}</p>") : Html.Nothing)}
            {(c.Status == Status.Withdrawn ? Html.Of($"<p class=\"answer\">Withdrawn</p><p>{c.Recalled?.Reason} {(c.Recalled is { } w ? Html.Of($"(<a href=\"/api/withdrawals/{w.Withdrawal}\">{w.Withdrawal}</a>)") : Html.Nothing)} This record is kept and is never reused.</p>") : Html.Nothing)}
            <div class="sides">
            <section><h2>Values</h2>{Layout.Table("Values", ["Property", "Value>", "Unit", "Meaning"], c.Values.Scalars().Select(v => Html.Of($"<tr><td>{v.Property.Name}</td><td class=\"n\">{Layout.Number(v.Value, "G10")}{(c.Values.Uncertainties.TryGetValue(v.Property.Name, out double s) ? $" ± {Layout.Number(s)}" : "")}</td><td>{v.Property.Unit}</td><td>{v.Property.Meaning}</td></tr>")))}
            {c.Values.Lists().Select(v => Html.Of($"<details><summary>{v.Property.Name} ({v.Value.Count}, {v.Property.Unit})</summary><pre>{string.Join(' ', v.Value.Take(600).Select(x => Layout.Number(x)))}</pre></details>"))}
            {(c.Geometry is { } g ? Html.Of($"<details><summary>Geometry ({g.Count} atoms, {g.Source.ToString().ToLowerInvariant()}{(g.Level is null ? "" : " at " + g.Level)})</summary><pre>{g.ToXyz()}</pre></details>") : Html.Nothing)}</section>
            <section><h2>Molecule</h2><dl class="pairs">{Pair("Formula", c.Molecule.Formula)}{Pair("SMILES", c.Molecule.Smiles)}{(c.Molecule.InChIKey is { } key ? Html.Of($"<dt>InChIKey</dt><dd><a href=\"/molecules/{key}\">{key}</a></dd>") : Html.Nothing)}{Pair("Charge", c.Molecule.Charge)}{Pair("Multiplicity", c.Molecule.Multiplicity)}</dl>
            <h2>Provenance</h2><dl class="pairs">{Pair("Program", $"{p.Program} {p.ProgramVersion}".Trim())}{Pair("Driver", c.Driver.ToString().ToLowerInvariant())}{Pair("Dataset", p.Dataset)}{Pair("Licence", p.Licence)}{Pair("DOI", p.Doi)}{Pair("Contributor", p.Contributor)}{Pair("Campaign", p.Campaign)}{Pair("Rung", p.Rung)}{Pair("Read from", $"{p.RawName} ({p.Format})")}{Pair("Computed", p.ComputedAt?.ToString("yyyy-MM-dd HH:mm 'UTC'"))}{Pair("Taken in", p.IngestedAt.ToString("yyyy-MM-dd HH:mm 'UTC'"))}
            {(p.Parents.Count == 0 ? Html.Nothing : Html.Of($"<dt>Derived from</dt><dd>{p.Parents.Select(x => Html.Of($"<a href=\"/calculations/{x}\">{x}</a> "))}</dd>"))}</dl>
            <h2>Cost <small>({c.Cost.Tier.ToString().ToLowerInvariant()})</small></h2><dl class="pairs">{Number("Processor time", c.Cost.CpuSeconds, "s")}{Number("Elapsed", c.Cost.WallSeconds, "s")}{Number("Peak memory", c.Cost.PeakMemoryMib, "MiB")}{Number("Energy", c.Cost.EnergyKwh * 1000, "Wh")}{Number("Emissions", c.Cost.Co2Grams, "g CO2e")}{Pair("Energy by", c.Cost.EnergyMethod is null ? null : $"{c.Cost.EnergyMethod}, {c.Cost.Table}")}</dl></section></div>
            <p>As <a href="/api/calculations/{c.Id}">JSON</a>, <a href="/api/calculations/{c.Id}?format=qcschema">QCSchema</a>, <a href="/api/calculations/{c.Id}?format=extxyz">extended XYZ</a>{(p.RawHash is null ? Html.Nothing : Html.Of($", <a href=\"/api/calculations/{c.Id}/raw\">raw output</a>"))}.</p>
            """));
    }
}
