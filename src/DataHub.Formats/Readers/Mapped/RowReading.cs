// From one row of a table to its calculations, one for each level that has values, or to the reason why it is none.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Formats.Readers.Mapped;

/// <summary>
/// Reads the rows of one table. A cell is text, a number (double, long, bool), a list (double[], string[]) or null. A row without a value gives a fault, one with values at
/// several levels gives several calculations, which never share or merge their values.
/// </summary>
sealed class RowReading
{
    readonly string _file, _format;
    readonly Mapping _mapping;
    readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    readonly List<List<ValueColumn>> _groups;
    readonly Dictionary<string, Level> _levels = [];

    RowReading(string file, string format, Mapping mapping, IReadOnlyList<string> header)
    {
        (_file, _format, _mapping) = (file, format, mapping);
        for (int i = 0; i < header.Count; i++) _index.TryAdd(header[i], i);
        _groups = [.. mapping.Columns.GroupBy(c => (c.Level ?? mapping["level"], c.Program ?? mapping["program"], c.ProgramVersion ?? mapping["program_version"])).Select(g => g.ToList())];
    }

    /// <summary>A reading of rows under a header; the fault names a column that the mapping speaks of and the table has not.</summary>
    internal static (RowReading? Reading, Fault? Fault) Of(string file, string format, Mapping mapping, IReadOnlyList<string> header, bool structures)
    {
        var names = header.ToHashSet(StringComparer.Ordinal);
        foreach (var name in mapping.Named())
            if (!names.Contains(name))
                return (null, new Fault(file, null, name, $"the mapping speaks of a column '{name}' that the table does not have", $"Columns are {string.Join(", ", header.Take(100))}{(header.Count > 100 ? ", ..." : "")}"));
        if (header.GroupBy(h => h).FirstOrDefault(g => g.Count() > 1 && mapping.Named().Contains(g.Key)) is { } twice)
            return (null, new Fault(file, null, twice.Key, $"the column '{twice.Key}' stands {twice.Count()} times in the table", "Give each column a name of its own"));
        foreach (var g in mapping.Columns.GroupBy(c => (c.Level, c.Program, c.ProgramVersion, Name: c.Property?.Name ?? c.Extra, c.State)))
            if (g.Count() > 1) return (null, new Fault(file, null, g.ElementAt(1).Column, $"two columns give {g.Key.Name} at one level: '{g.ElementAt(0).Column}' and '{g.ElementAt(1).Column}'", "Leave one of the two out of the mapping, or tell their levels apart"));
        if (mapping.Unidentified && !structures)
            return (null, new Fault(file, null, "smiles", "the mapping does not say which column names the molecule", "Add \"smiles\": {\"column\": \"...\"} (or inchikey with formula, or atoms), or put an XYZ file of the same name beside the table"));
        return (new RowReading(file, format, mapping, header), null);
    }

    /// <summary>The calculations of a row, or its fault. <paramref name="structure"/> is what comes with the row besides its cells.</summary>
    internal IEnumerable<Reading> Read(IReadOnlyList<object?> cells, string record, Structure? structure = null)
    {
        Fault Wrong(string? field, string message, string remedy) => new(_file, record, field, message, remedy);
        foreach (var (column, values) in _mapping.Where)
            if (Text(cells, column) is var text && !values.Contains(text ?? ""))
                return [new Reading(null, Wrong(column, $"'{text}' is not among the values that the mapping takes", "Nothing, if the row is meant to be left out"), record)];
        var (molecule, geometry, fault) = MoleculeOf(cells, structure, Wrong);
        if (molecule is null) return [new Reading(null, fault, record)];

        var readings = new List<Reading>(_groups.Count);
        foreach (var group in _groups)
        {
            var (calculation, wrong) = One(cells, group, molecule, geometry, Wrong);
            if (calculation is null && wrong is null) continue;
            readings.Add(new Reading(calculation, wrong, _groups.Count == 1 || calculation is null ? record : $"{record}, {calculation.Level.Name}"));
        }
        return readings.Count > 0 ? readings : [new Reading(null, Wrong(null, "no mapped column has a value in this row", "Nothing, if the row has nothing to tell"), record)];
    }

    (Calculation?, Fault?) One(IReadOnlyList<object?> cells, List<ValueColumn> group, Molecule molecule, Geometry? geometry, Func<string?, string, string, Fault> wrong)
    {
        Values? values = null;
        SortedDictionary<(string, int), double>? states = null;
        foreach (var column in group)
        {
            if (Cell(cells, column.Column) is not { } cell) continue;
            values ??= new Values();
            if (column.Property is { IsList: true, } list && column.State is null)
            {
                if (Numbers(cell) is not { } numbers) return (null, wrong(column.Column, $"'{Short(cell)}' is no list of numbers", "Separate the numbers by blanks, or name the mark of a missing value in \"nulls\""));
                values.Set(list, [.. numbers.Select(x => column.Sign * column.Convert(x))]);
                continue;
            }
            if (Number(cell) is not { } number) return (null, wrong(column.Column, $"'{Short(cell)}' is no finite number", "Correct the cell, or name the mark of a missing value in \"nulls\""));
            double sigma = 0;
            if (column.Uncertainty is { } u)
            {
                if ((u.Constant ?? Text(cells, u.Column!)) is not { } given) sigma = 0;
                else if (!double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out sigma) || !double.IsFinite(sigma) || sigma < 0) return (null, wrong(u.Column ?? column.Column, $"'{given}' is no uncertainty", "Give a standard deviation, not negative, in the unit of the value"));
            }
            if (column.Property is not { } property)
            {
                values.Extras.Add(new Extra(column.Extra!, column.Unit, number));
                if (sigma > 0) values.Extras.Add(new Extra(column.Extra + "_uncertainty", column.Unit, sigma));
                continue;
            }
            double converted = column.Sign * column.Convert(number);
            if (!double.IsFinite(converted)) return (null, wrong(column.Column, $"{Short(cell)} {column.Unit} cannot be converted to {property.Unit}", "Correct the cell"));
            if (column.State is { } state) (states ??= [])[(property.Name, state)] = converted;
            else
            {
                values[property] = converted;
                if (sigma > 0) values.Uncertainties[property.Name] = Math.Abs(column.Convert(number + sigma) - column.Convert(number));
            }
        }
        if (values is null) return (null, null);
        if (states is not null && States(states, values, wrong) is { } gap) return (null, gap);
        var first = group[0];
        var (level, unknown) = LevelOf(first, cells, wrong);
        if (level is null) return (null, unknown);
        if (geometry is null && Role(cells, "geometry_level") is { Length: > 0 } at) values.Extras.Add(new Extra(Extra.GeometryLevel, null, null, Parsed(at).Name));
        var driver = Enum.TryParse<Driver>(Role(cells, "driver"), true, out var d) ? d
            : values.List(Property.Gradient) is not null ? Driver.Gradient : values.List(Property.Frequencies) is not null ? Driver.Hessian : values.List(Property.Excitations) is not null ? Driver.Properties : Driver.Energy;
        return (new Calculation(molecule, level, driver, Status.Success)
        {
            Geometry = geometry,
            Values = values,
            Provenance = new Provenance
            {
                Format = _format, Program = Of(first.Program, cells) ?? Role(cells, "program"), ProgramVersion = Of(first.ProgramVersion, cells) ?? Role(cells, "program_version"),
                Dataset = Role(cells, "dataset"), Licence = Role(cells, "licence"), Doi = Role(cells, "doi"), Contributor = Role(cells, "contributor"),
            },
        }, null);
    }

    /// <summary>Numbers by state become lists; a state between others that has no value would shift those after it.</summary>
    static Fault? States(SortedDictionary<(string Name, int State), double> states, Values values, Func<string?, string, string, Fault> wrong)
    {
        foreach (var g in states.GroupBy(s => s.Key.Name))
        {
            if (g.Select(s => s.Key.State).ToList() is var n && n[^1] != n.Count)
                return wrong(g.Key, $"states {string.Join(", ", n)} have a value, but not all from 1", "Give all states from the first, or leave the row's higher states out");
            values.Set(Property.Find(g.Key)!, [.. g.Select(s => s.Value)]);
        }
        return values.List(Property.Strengths) is { } f && values.List(Property.Excitations) is { } e && f.Count != e.Count
            ? wrong(Property.Strengths.Name, $"{e.Count} excitation energies but {f.Count} oscillator strengths", "Give one strength an excitation, or none") : null;
    }

    (Level? Level, Fault? Fault) LevelOf(ValueColumn column, IReadOnlyList<object?> cells, Func<string?, string, string, Fault> wrong)
    {
        var told = column.Level ?? _mapping["level"]!;
        if (told.Constant is { } constant) return (Parsed(constant), null);
        if (Of(told, cells) is { } named && !string.IsNullOrWhiteSpace(named)) return (Parsed(named), null);
        return Text(cells, told.Column!) is { } text && told.Values is not null
            ? (null, wrong(told.Column, $"the mapping does not say which level '{text}' is", $"It knows {string.Join(", ", told.Values.Keys)}"))
            : (null, wrong(told.Column, "the level of theory is not told in this row", "Fill the cell; a number without its level is not data"));
    }

    Level Parsed(string text)
    {
        if (!_levels.TryGetValue(text, out var level))
        {
            try { level = Level.Parse(text); }
            catch (FormatException) { level = Level.Of(text); }
            if (_levels.Count < 1000) _levels[text] = level;
        }
        return level;
    }

    (Molecule?, Geometry?, Fault?) MoleculeOf(IReadOnlyList<object?> cells, Structure? structure, Func<string?, string, string, Fault> wrong)
    {
        var (smiles, inchi, key, name) = (Role(cells, "smiles"), Role(cells, "inchi"), Role(cells, "inchikey"), Role(cells, "name") ?? structure?.Name);
        if (!Whole(cells, "multiplicity", out int? multiplicity) || multiplicity is null or < 1)
            return (null, null, wrong(_mapping["multiplicity"]!.Column ?? "multiplicity", $"the multiplicity '{Role(cells, "multiplicity")}' is no whole number from 1", "Give 2S+1, or say in the mapping what the column's texts mean (\"values\", \"else\")"));
        if (!Whole(cells, "charge", out int? charge)) return (null, null, wrong(_mapping["charge"]!.Column ?? "charge", $"the charge '{Role(cells, "charge")}' is no whole number", "Give the total charge in units of e"));
        var geometry = structure?.Geometry;
        if (_mapping.Atoms is { } atoms)
        {
            if (Cell(cells, atoms.Symbols) is not { } s || Cell(cells, atoms.Coordinates) is not { } c) return (null, null, wrong(atoms.Coordinates, "the row has no atoms", "Give symbols and coordinates"));
            if (Numbers(c) is not { } xyz) return (null, null, wrong(atoms.Coordinates, "the coordinates are no list of numbers", "Give x1 y1 z1 x2 ..."));
            geometry = new Geometry([.. s as string[] ?? s.ToString()!.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries)], [.. xyz.Select(x => x * atoms.Factor)]);
        }
        if (geometry is not null)
        {
            if (geometry.Defect() is { } defect) return (null, null, wrong("coordinates", defect, "Mend the geometry"));
            if (Role(cells, "geometry_level") is { Length: > 0 } at) geometry = geometry with { Level = Parsed(at).Name, Source = GeometrySource.Optimized };
            else if (Enum.TryParse<GeometrySource>(Role(cells, "geometry_source"), true, out var source)) geometry = geometry with { Source = source };
        }
        int? itself = structure?.Charge ?? (smiles is { } text ? RowMolecule.SmilesCharge(text) : inchi is { } i ? RowMolecule.InchiCharge(i) : null);
        if (charge is not null && itself is not null && charge != itself)
            return (null, null, wrong("charge", $"the charge is told as {charge}, but the structure has {itself}", "Give the structure of the charge state that was computed"));
        charge ??= itself;
        if (charge is null) return (null, null, wrong("charge", "the charge is not told", "Give \"charge\" in the mapping (0 if all are neutral), or the column in which it stands"));

        Molecule? molecule = null;
        if (geometry is not null && structure?.Molfile is null) molecule = Molecule.FromAtoms(geometry.Symbols, charge.Value, multiplicity.Value);
        else if (smiles is not null || structure?.Molfile is not null) molecule = new Molecule("", charge.Value, multiplicity.Value, [], 0, 0);
        else if ((Role(cells, "formula") ?? inchi?.Split('/').ElementAtOrDefault(1)) is { } formula)
        {
            if (key is null) return (null, null, wrong("inchikey", "a formula is no molecule, and an InChI is found by its key", "Map a column with the InChIKey too, or one with SMILES"));
            molecule = RowMolecule.OfFormula(formula, charge.Value, multiplicity.Value);
            if (molecule is null) return (null, null, wrong("formula", $"'{formula}' is no formula of one molecule", "Map a column with SMILES"));
        }
        if (molecule is null) return (null, null, wrong(null, "the row does not say which molecule it is", "Map a column with SMILES; an InChIKey alone needs the formula beside it"));
        return (molecule with { Smiles = smiles, InChI = inchi, InChIKey = key, Name = name, Molfile = structure?.Molfile }, geometry, null);
    }

    bool Whole(IReadOnlyList<object?> cells, string role, out int? value)
    {
        value = null;
        if (Role(cells, role) is not { Length: > 0 } text) return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) || v != Math.Round(v) || Math.Abs(v) > 1000) return false;
        value = (int)v;
        return true;
    }

    /// <summary>What a role says of this row; null if it says nothing.</summary>
    string? Role(IReadOnlyList<object?> cells, string role) => Of(_mapping[role], cells);

    string? Of(Told? told, IReadOnlyList<object?> cells)
    {
        if (told is null) return null;
        if (told.Column is null) return told.Constant;
        return Text(cells, told.Column) is not { } text ? told.Else : told.Values is null ? text : told.Values.GetValueOrDefault(text) ?? told.Else;
    }

    string? Text(IReadOnlyList<object?> cells, string column) => Cell(cells, column) switch
    {
        null => null,
        string s => s,
        bool b => b ? "True" : "False",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    object? Cell(IReadOnlyList<object?> cells, string column) => _index[column] is var i && i < cells.Count && cells[i] is { } cell && !(cell is string s && (s.Length == 0 || _mapping.Nulls.Contains(s))) && cell is not double.NaN ? cell : null;

    static double? Number(object cell) => cell switch
    {
        double d => double.IsFinite(d) ? d : null,
        long l => l,
        string s => double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? v : null,
        _ => null,
    };

    static double[]? Numbers(object cell)
    {
        if (cell is double[] list) return list.All(double.IsFinite) ? list : null;
        if (cell is not string text) return Number(cell) is { } one ? [one] : null;
        var parts = text.Trim('[', ']', '(', ')').Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i])) return null;
        return numbers.Length == 0 ? null : numbers;
    }

    static string Short(object cell) => cell.ToString() is { Length: <= 40 } s ? s : cell.ToString()![..37] + "...";
}
