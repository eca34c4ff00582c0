// The answers of a list as flat rows: the columns of CSV, JSON lines and Parquet.
using DataHub.Formats.Flat;
using DataHub.Model;

namespace DataHub.Screening.Reuse;

/// <summary>One row for each entry. <c>known</c> is null where the entry was not understood, false where nothing answers.</summary>
public static class KnownSheet
{
    static readonly (FlatColumn Column, Func<KnownEntry, Evidence?, object?> Cell)[] s_columns =
    [
        (new("molecule", ColumnType.Text, null, "The molecule as the list gives it"), (e, _) => Shown(e)),
        (new("known", ColumnType.Boolean, null, "True if something answers, false if not, null if the entry was not understood"), (e, _) => e.Result is null ? null : e.Result.Answer is Answer.Known),
        (new("value", ColumnType.Real, null, "The value, in unit"), (e, _) => e.Result?.Answer is Answer.Known k ? k.Value : null),
        (new("unit", ColumnType.Text, null, "Unit of the value"), (e, _) => e.Result?.Answer is Answer.Known ? e.Result.Question.Property.Unit : null),
        (new("tier", ColumnType.Text, null, "How close the answer is, T0 to T6"), (_, v) => v?.Tier.ToString()),
        (new("id", ColumnType.Text, null, "Record that answers"), (_, v) => v?.CalculationId),
        (new("level", ColumnType.Text, null, "Level of the record"), (_, v) => v?.Level),
        (new("geometry_level", ColumnType.Text, null, "Level at which the geometry of the record was optimised"), (_, v) => v?.GeometryLevel),
        (new("program", ColumnType.Text, null, "Program and version"), (_, v) => v?.Program),
        (new("cpu_seconds", ColumnType.Real, "s", "Processor time that the record cost"), (_, v) => v?.CpuSeconds),
        (new("reason", ColumnType.Text, null, "Why it answers, why nothing does, or what is wrong with the entry"), (e, v) => v?.Reason ?? e.Error ?? Why(e.Result!.Answer)),
        (new("rule", ColumnType.Text, null, "The rule by which it answers (docs/reuse.md)"), (_, v) => v?.Rule),
        (new("expected_error", ColumnType.Real, null, "How far the value may be from what was asked for, in unit"), (_, v) => v?.ExpectedError?.Value),
        (new("expected_error_basis", ColumnType.Text, null, "What that figure is, where it stands and on how many cases it rests"), (_, v) => Basis(v?.ExpectedError)),
        (new("half_width", ColumnType.Real, null, "Half width of the interval of a prediction, in unit"), (e, _) => e.Result?.Answer is Answer.Known { HalfWidth: { } h } && double.IsFinite(h) ? h : null),
        (new("rmsd", ColumnType.Real, "angstrom", "Distance of the geometries where two were compared"), (_, v) => v?.Rmsd),
        (new("figures", ColumnType.Text, null, "Benchmark figures by which the level was judged"), (_, v) => v?.Figures is { Count: > 0 } f ? string.Join("; ", f) : null),
        (new("dataset", ColumnType.Text, null, "Dataset of the record"), (_, v) => v?.Dataset),
        (new("doi", ColumnType.Text, null, "DOI of its source"), (_, v) => v?.Doi),
        (new("licence", ColumnType.Text, null, "Licence of the record"), (_, v) => v?.Licence),
        (new("energy_kwh", ColumnType.Real, "kWh", "Energy that the record cost"), (_, v) => v?.EnergyKwh),
        (new("co2e_g", ColumnType.Real, "g", "Emissions that the record cost"), (_, v) => v?.Co2Grams),
        (new("name", ColumnType.Text, null, "Name or id as the list gives it"), (e, _) => e.Asked.Name),
        (new("inchikey", ColumnType.Text, null, "Standard InChIKey"), (e, _) => e.Result?.Question.Molecule.InChIKey ?? e.Asked.InChIKey),
        (new("charge", ColumnType.Integer, "e", "Charge asked for"), (e, _) => (long?)e.Result?.Question.Molecule.Charge ?? e.Asked.Charge),
        (new("multiplicity", ColumnType.Integer, "1", "Multiplicity asked for"), (e, _) => (long?)e.Result?.Question.Molecule.Multiplicity ?? e.Asked.Multiplicity),
        (new("line", ColumnType.Integer, "1", "Line of the list on which the entry begins"), (e, _) => e.Asked.Line),
    ];

    /// <summary>The columns.</summary>
    public static readonly IReadOnlyList<FlatColumn> Columns = [.. s_columns.Select(c => c.Column)];

    /// <summary>The cells of an entry.</summary>
    public static object?[] Row(KnownEntry entry)
    {
        var evidence = entry.Result?.Answer switch { Answer.Known k => k.Evidence, Answer.Unsure u => u.Evidence, _ => null };
        var row = new object?[s_columns.Length];
        for (int i = 0; i < row.Length; i++) row[i] = s_columns[i].Cell(entry, evidence);
        return row;
    }

    static string? Shown(KnownEntry e) => e.Asked.Smiles ?? e.Asked.InChIKey ?? e.Result?.Question.Molecule.Smiles ?? e.Asked.Name;

    static string? Basis(ExpectedError? error) => error is null ? null : error.Source is null ? error.Basis : $"{error.Basis} ({error.Source}{(error.Count is { } n ? $", n = {n}" : "")})";

    static string Why(Answer answer) => answer switch { Answer.CannotSay c => c.Why, Answer.Failed f => f.Why, _ => "" };
}
