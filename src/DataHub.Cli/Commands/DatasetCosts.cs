// The command datahub dataset cost: what a version cost, by level and program.
using DataHub.Cli.Output;
using DataHub.Publishing;

namespace DataHub.Cli.Commands;

static class DatasetCosts
{
    public static int Run(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        try
        {
            var d = hub.Publisher.Get(session.Get(Datasets.Slug)!);
            var r = Publisher.Version(d, session.Get(Datasets.Version));
            Sheet.Write(session, ["level", "kind", "program", "tier", "records", "failed", "cpu_hours", "gpu_hours", "energy_kwh", "co2e_g", "records_timed", "tables", "pue", "intensity_g_per_kwh"], r.Costs.Select(l => (IReadOnlyList<object?>)
                [l.Level, l.Kind, l.Program, l.Tier, l.Records, l.Failed, l.CpuSeconds / 3600, l.GpuSeconds / 3600, l.EnergyKwh, l.Co2Grams, l.Timed, l.Tables, l.Pue, l.Intensity]));
            session.Detail(SusmlRow.Head + "\n" + SusmlRow.Of(r, d.MetadataOf(r)));
            var c = DatasetCost.Of(r);
            session.Note(FormattableString.Invariant($"version {r.Number} of {d.Slug}: {c.CpuHours:0.###} CPU-h, {c.GpuHours ?? 0:0.###} GPU-h, {c.EnergyKwh:0.####} kWh, {c.Co2Kg:0.####} kg CO2e; {c.Told:P0} of the records tell their time; {c.Co2GramsPerRecord:G3} g CO2e a record"));
            return Exit.Ok;
        }
        catch (PublishingException e) { return Datasets.Told(session, e); }
    }
}
