// One record in the catalogue, read from its packed form.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Store.Catalogues;

/// <summary>A card, see <see cref="CardWriter"/> for its form. Values are found by the place of their column in <see cref="CatalogueSchema.All"/>.</summary>
readonly ref struct Card(Drawer drawer, ReadOnlySpan<byte> bytes)
{
    static readonly int Id = At("id"), Key = At("inchikey"), Charge = At("charge"), Multiplicity = At("multiplicity"), Smiles = At("smiles"), Formula = At("formula"), Level = At("level"), LevelKind = At("level_kind"),
        GeometryLevel = At("geometry_level"), GeometryHash = At("geometry_hash"), Program = At("program"), ProgramVersion = At("program_version"), Status = At("status"), Dataset = At("dataset"),
        Licence = At("licence"), CpuSeconds = At("cpu_seconds"), Uncertainties = At("uncertainties"),
        Doi = At("doi"), ComputedAt = At("computed_at"), EnergyKwh = At("energy_kwh"), Co2Grams = At("co2e_g"),
        State = At("electronic_state"), Connected = At("connectivity"), GeometryKey = At("geometry_key"), GeometryFrom = At("geometry_source"), Conformed = At("conformer");
    static readonly byte[] Kinds = [.. CatalogueSchema.All.Select(c => c.Type switch
    {
        ColumnType.Text => (byte)(c.Repeats ? 0 : 1), ColumnType.Integer or ColumnType.Time => (byte)0, ColumnType.Real => (byte)2, ColumnType.RealList => (byte)3, _ => throw new InvalidOperationException($"the catalogue cannot hold {c.Name}"),
    })];

    readonly Drawer _drawer = drawer;
    readonly ReadOnlySpan<byte> _bytes = bytes;

    static int At(string name) => CatalogueSchema.Place(name);

    /// <summary>Finds where each value begins: 0 where there is none.</summary>
    void Starts(Span<int> starts)
    {
        int at = CardWriter.Bitmap;
        for (int i = 0; i < starts.Length; i++)
        {
            if ((_bytes[i >> 3] & 1 << (i & 7)) == 0) { starts[i] = 0; continue; }
            starts[i] = at;
            if (Kinds[i] == 2) at += 8;
            else if (Kinds[i] == 3) { int count = (int)Number(_bytes, ref at); at += 8 * count; }
            else if (Kinds[i] == 0) while (_bytes[at++] >= 128) { }
            else { int length = (int)Number(_bytes, ref at); at += length; }
        }
    }

    /// <summary>True if the card has this id.</summary>
    public bool HasId(string id)
    {
        Span<int> starts = stackalloc int[Id + 1];
        Starts(starts);
        return Same(starts[Id], id);
    }

    /// <summary>True if it is of this molecule state.</summary>
    public bool IsOf(in MoleculeState state)
    {
        Span<int> starts = stackalloc int[Multiplicity + 1];
        Starts(starts);
        return Whole(starts, Charge, 0) == state.Charge && Whole(starts, Multiplicity, 1) == state.Multiplicity && Same(starts[Key], state.InChIKey);
    }

    /// <summary>The number of the word in a column that repeats, -1 for none.</summary>
    public int WordAt(int column)
    {
        Span<int> starts = stackalloc int[column + 1];
        Starts(starts);
        int at = starts[column];
        return at == 0 ? -1 : (int)Number(_bytes, ref at);
    }

    /// <summary>The InChIKey, null for none.</summary>
    public string? InChIKey
    {
        get
        {
            Span<int> starts = stackalloc int[Key + 1];
            Starts(starts);
            return Text(starts, Key);
        }
    }

    /// <summary>What reuse wants to know, with the value of a property of one number (the place of its column, or of its list, given).</summary>
    public Candidate ToCandidate(Property property, int place)
    {
        Span<int> starts = stackalloc int[CatalogueSchema.All.Count];
        Starts(starts);
        return new Candidate(Text(starts, Id)!, Text(starts, Smiles) ?? "", Text(starts, Level) ?? "", Text(starts, GeometryLevel), Text(starts, GeometryHash), Text(starts, Program), Text(starts, ProgramVersion),
            Enum.TryParse<Status>(Text(starts, Status), true, out var status) ? status : Model.Status.Failed, Text(starts, Dataset), Text(starts, Licence), Real(starts, CpuSeconds), property.List is null ? Real(starts, place) : Entry(starts, place, property.Entry), Sigma(starts, property))
        {
            Kind = Enum.TryParse<LevelKind>(Text(starts, LevelKind), true, out var kind) ? kind : Model.LevelKind.Unknown, InChIKey = Text(starts, Key), Formula = Text(starts, Formula),
            Charge = (int)Whole(starts, Charge, 0), Multiplicity = (int)Whole(starts, Multiplicity, 1),
            Doi = Text(starts, Doi), ComputedAt = starts[ComputedAt] == 0 ? null : Time(starts, ComputedAt), EnergyKwh = Real(starts, EnergyKwh), Co2Grams = Real(starts, Co2Grams),
            State = Text(starts, State), Connectivity = Enum.TryParse<Connectivity>(Text(starts, Connected), true, out var connectivity) ? connectivity : null, GeometryKey = Text(starts, GeometryKey),
            GeometrySource = Enum.TryParse<GeometrySource>(Text(starts, GeometryFrom), true, out var source) ? source : null, Entries = property.List is null ? null : Entries(starts, place), Conformer = Conformer.Parse(Text(starts, Conformed)),
        };
    }

    /// <summary>The tolerant key of the geometry, null for none.</summary>
    public string? Shape
    {
        get
        {
            Span<int> starts = stackalloc int[GeometryKey + 1];
            Starts(starts);
            return Text(starts, GeometryKey);
        }
    }

    /// <summary>Charge and multiplicity.</summary>
    public (int Charge, int Multiplicity) Spin
    {
        get
        {
            Span<int> starts = stackalloc int[Multiplicity + 1];
            Starts(starts);
            return ((int)Whole(starts, Charge, 0), (int)Whole(starts, Multiplicity, 1));
        }
    }

    /// <summary>True if it has a value of the property (its place given) or is a failure.</summary>
    public bool Answers(int place)
    {
        if ((_bytes[place >> 3] & 1 << (place & 7)) != 0) return true;
        Span<int> starts = stackalloc int[Status + 1];
        Starts(starts);
        return Text(starts, Status) == "failed";
    }

    /// <summary>All values as text, in the order of the columns.</summary>
    public string Line()
    {
        Span<int> starts = stackalloc int[CatalogueSchema.All.Count];
        Starts(starts);
        var cells = new string?[starts.Length];
        for (int i = 0; i < cells.Length; i++)
            if (starts[i] != 0)
                cells[i] = CatalogueSchema.All[i].Type switch
                {
                    ColumnType.Text => Text(starts, i), ColumnType.Integer => Whole(starts, i, 0).ToString(CultureInfo.InvariantCulture),
                    ColumnType.Time => Time(starts, i).ToString("O", CultureInfo.InvariantCulture), ColumnType.RealList => Listed(starts, i),
                    _ => Real(starts, i)!.Value.ToString("R", CultureInfo.InvariantCulture),
                };
        return string.Join('|', cells);
    }

    double? Sigma(ReadOnlySpan<int> starts, Property property)
    {
        if (starts[Uncertainties] == 0) return null;
        using var json = JsonDocument.Parse(Text(starts, Uncertainties)!);
        return json.RootElement.TryGetProperty(property.Name, out var sigma) ? sigma.GetDouble() : null;
    }

    bool Same(int at, string text)
    {
        if (at == 0) return false;
        int length = (int)Number(_bytes, ref at);
        var bytes = _bytes.Slice(at, length);
        return Ascii.IsValid(text) ? Ascii.Equals(bytes, text) : Encoding.UTF8.GetString(bytes) == text;
    }

    string? Text(ReadOnlySpan<int> starts, int column)
    {
        int at = starts[column];
        if (at == 0) return null;
        int n = (int)Number(_bytes, ref at);
        return Kinds[column] == 0 ? _drawer.Word(n) : Encoding.UTF8.GetString(_bytes.Slice(at, n));
    }

    long Whole(ReadOnlySpan<int> starts, int column, long none)
    {
        int at = starts[column];
        if (at == 0) return none;
        ulong n = Number(_bytes, ref at);
        return (long)(n >> 1) ^ -(long)(n & 1);
    }

    DateTime Time(ReadOnlySpan<int> starts, int column) => DateTime.UnixEpoch.AddTicks(Whole(starts, column, 0) * TimeSpan.TicksPerMicrosecond);

    double? Real(ReadOnlySpan<int> starts, int column) => starts[column] == 0 ? null : BinaryPrimitives.ReadDoubleLittleEndian(_bytes[starts[column]..]);

    string Listed(ReadOnlySpan<int> starts, int column)
    {
        var text = new StringBuilder();
        for (int i = 1, n = Entries(starts, column); i <= n; i++) text.Append(CultureInfo.InvariantCulture, $"{(i > 1 ? " " : "")}{Entry(starts, column, i)!.Value:R}");
        return text.ToString();
    }

    int Entries(ReadOnlySpan<int> starts, int column)
    {
        int at = starts[column];
        return at == 0 ? 0 : (int)Number(_bytes, ref at);
    }

    /// <summary>Entry of a list, from 1; null if it is shorter.</summary>
    double? Entry(ReadOnlySpan<int> starts, int column, int number)
    {
        int at = starts[column];
        return at == 0 || number > (int)Number(_bytes, ref at) ? null : BinaryPrimitives.ReadDoubleLittleEndian(_bytes[(at + 8 * (number - 1))..]);
    }

    internal static ulong Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong n = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = bytes[at++];
            n |= (ulong)(b & 127) << shift;
            if (b < 128) return n;
        }
    }
}
