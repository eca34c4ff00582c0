// The columns of every table that can be asked: name, type, unit, meaning, and which of them are the key.
namespace DataHub.Model;

/// <summary>One column of a <see cref="QuerySet"/>. A value may be null unless the column is part of the key.</summary>
/// <param name="IsAside">True for a list that lies in the segments' sibling file: it is given only where it is asked for.</param>
public sealed record SetColumn(string Name, ColumnType Type, string? Unit, string Meaning, bool IsKey = false, bool IsAside = false);

/// <summary>The column lists of the sets, from which SQL, the OData entity model and the help texts derive.</summary>
public static class SetColumns
{
    /// <summary>Calculations: one row each, key id.</summary>
    public static readonly IReadOnlyList<SetColumn> Calculations =
        [.. Columns.All.Select(c => new SetColumn(c.Name, c.Type, c.Unit, c.Meaning, c == Columns.Id, c.IsArray))];

    /// <summary>Molecules: one row per InChIKey, charge and multiplicity, which are the key; records without an InChIKey have no row here.</summary>
    public static readonly IReadOnlyList<SetColumn> Molecules =
    [
        new("inchikey", ColumnType.Text, null, "Standard InChIKey", true),
        new("charge", ColumnType.Integer, "e", "Total charge", true),
        new("multiplicity", ColumnType.Integer, "1", "Spin multiplicity 2S+1", true),
        new("smiles", ColumnType.Text, null, "Canonical isomeric SMILES"),
        new("inchi", ColumnType.Text, null, "Standard InChI"),
        new("formula", ColumnType.Text, null, "Formula in Hill order"),
        new("atoms", ColumnType.Integer, "1", "Number of atoms"),
        new("heavy_atoms", ColumnType.Integer, "1", "Number of atoms other than hydrogen"),
        new("elements", ColumnType.TextList, null, "Distinct element symbols in alphabetical order"),
        new("name", ColumnType.Text, null, "A name that a source gave it"),
        new("calculations", ColumnType.Integer, "1", "Number of successful calculations"),
        new("levels", ColumnType.TextList, null, "Distinct levels of theory of its successful calculations, sorted"),
        new("cpu_seconds", ColumnType.Real, "s", "Processor time of all its calculations, failed ones included; null if none is known"),
    ];

    /// <summary>Datasets: one row per slug, which is the key.</summary>
    public static readonly IReadOnlyList<SetColumn> Datasets =
    [
        new("slug", ColumnType.Text, null, "Short name in addresses", true),
        new("title", ColumnType.Text, null, "Title"),
        new("description", ColumnType.Text, null, "Description, Markdown"),
        new("licence", ColumnType.Text, null, "SPDX identifier"),
        new("doi", ColumnType.Text, null, "DOI"),
        new("authors", ColumnType.TextList, null, "Authors"),
        new("calculations", ColumnType.Integer, "1", "Number of calculations, failed ones included"),
        new("molecules", ColumnType.Integer, "1", "Number of molecules: distinct InChIKey, charge and multiplicity"),
        new("failed", ColumnType.Integer, "1", "Number of failed calculations"),
        new("withdrawn", ColumnType.Integer, "1", "Number of calculations that were recalled; they count among the calculations and are never reused"),
        new("withdrawals", ColumnType.TextList, null, "Ids of the withdrawals that recalled them: the errata of the dataset"),
        new("levels", ColumnType.TextList, null, "Distinct levels of theory, sorted"),
        new("cpu_seconds", ColumnType.Real, "s", "Processor time of all its calculations; null if none is known"),
        new("energy_kwh", ColumnType.Real, "kWh", "Energy of all its calculations; null if none is known"),
        new("co2e_g", ColumnType.Real, "g", "Emissions of all its calculations, CO2 equivalent; null if none is known"),
        new("created", ColumnType.Time, null, "When its first record was taken in (UTC); null while it is empty"),
    ];

    /// <summary>Levels of theory: one row per canonical name, which is the key.</summary>
    public static readonly IReadOnlyList<SetColumn> Levels =
    [
        new("name", ColumnType.Text, null, "Canonical name of the level of theory", true),
        new("kind", ColumnType.Text, null, "experiment, wavefunction, dft, semiempirical, forcefield, machinelearned or unknown"),
        new("method", ColumnType.Text, null, "Method, without dispersion correction and basis"),
        new("dispersion", ColumnType.Text, null, "Dispersion correction"),
        new("basis", ColumnType.Text, null, "Basis set"),
        new("solvation", ColumnType.Text, null, "Solvation model and solvent"),
        new("calculations", ColumnType.Integer, "1", "Number of calculations, failed ones included"),
        new("molecules", ColumnType.Integer, "1", "Number of molecules: distinct InChIKey, charge and multiplicity"),
        new("failed", ColumnType.Integer, "1", "Number of failed calculations"),
        new("programs", ColumnType.TextList, null, "Distinct programs, sorted"),
        new("cpu_seconds", ColumnType.Real, "s", "Processor time of all its calculations; null if none is known"),
    ];

    /// <summary>Campaigns that computed something: one row each, key id.</summary>
    public static readonly IReadOnlyList<SetColumn> Campaigns =
    [
        new("id", ColumnType.Text, null, "Id of the campaign", true),
        new("calculations", ColumnType.Integer, "1", "Number of calculations that it computed, failed ones included"),
        new("molecules", ColumnType.Integer, "1", "Number of molecules: distinct InChIKey, charge and multiplicity"),
        new("failed", ColumnType.Integer, "1", "Number of failed calculations"),
        new("levels", ColumnType.TextList, null, "Distinct levels of theory, sorted"),
        new("cpu_seconds", ColumnType.Real, "s", "Processor time of all its calculations; null if none is known"),
        new("energy_kwh", ColumnType.Real, "kWh", "Energy of all its calculations; null if none is known"),
        new("co2e_g", ColumnType.Real, "g", "Emissions of all its calculations, CO2 equivalent; null if none is known"),
        new("started", ColumnType.Time, null, "When its first record was taken in (UTC)"),
    ];

    /// <summary>The columns of a set, in order.</summary>
    public static IReadOnlyList<SetColumn> Of(QuerySet set) => set switch
    {
        QuerySet.Calculations => Calculations,
        QuerySet.Molecules => Molecules,
        QuerySet.Datasets => Datasets,
        QuerySet.Levels => Levels,
        QuerySet.Campaigns => Campaigns,
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };

    /// <summary>The key columns of a set, in order: they end every ordering, and their values end <see cref="Query.After"/>.</summary>
    public static IReadOnlyList<SetColumn> Key(QuerySet set) => [.. Of(set).Where(c => c.IsKey)];

    /// <summary>The column of that name (exact), or null.</summary>
    public static SetColumn? Find(QuerySet set, string name) => Of(set).FirstOrDefault(c => c.Name == name);
}

/// <summary>
/// A way from the rows of one set to those of another. Rows belong together where the <paramref name="Here"/> columns equal the <paramref name="There"/> columns; where <paramref name="Here"/>
/// is one list column, where it has the other's value as an element.
/// </summary>
public sealed record Link(QuerySet From, string Name, QuerySet To, bool Many, IReadOnlyList<string> Here, IReadOnlyList<string> There, string Meaning)
{
    static readonly string[] State = ["inchikey", "charge", "multiplicity"];

    /// <summary>All ways.</summary>
    public static readonly IReadOnlyList<Link> All =
    [
        new(QuerySet.Calculations, "molecule", QuerySet.Molecules, false, State, State, "The molecule in its state"),
        new(QuerySet.Calculations, "level_details", QuerySet.Levels, false, ["level"], ["name"], "The level of theory"),
        new(QuerySet.Calculations, "dataset_details", QuerySet.Datasets, false, ["dataset"], ["slug"], "The dataset that it belongs to"),
        new(QuerySet.Calculations, "campaign_details", QuerySet.Campaigns, false, ["campaign"], ["id"], "The campaign that computed it"),
        new(QuerySet.Calculations, "parent_records", QuerySet.Calculations, true, ["parents"], ["id"], "The records that it was derived from"),
        new(QuerySet.Molecules, "records", QuerySet.Calculations, true, State, State, "Its calculations"),
        new(QuerySet.Datasets, "records", QuerySet.Calculations, true, ["slug"], ["dataset"], "Its calculations"),
        new(QuerySet.Levels, "records", QuerySet.Calculations, true, ["name"], ["level"], "Calculations at this level"),
        new(QuerySet.Campaigns, "records", QuerySet.Calculations, true, ["id"], ["campaign"], "The calculations that it computed"),
    ];

    /// <summary>The way of that name (any case) from a set, or null.</summary>
    public static Link? Find(QuerySet from, string name) => All.FirstOrDefault(l => l.From == from && l.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
