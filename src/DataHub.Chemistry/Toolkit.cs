// The molecule toolkit: the one face of the native library.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataHub.Chemistry.Perception;
using DataHub.Model;

namespace DataHub.Chemistry;

/// <summary>What the toolkit makes of an input: a molecule, or the reason why not.</summary>
public readonly record struct Parsed(Molecule? Molecule, string? Error);

/// <summary>Options of the toolkit.</summary>
/// <param name="Engines">How many engines at most (about 125 MB each); they are started when needed.</param>
public sealed record ToolkitOptions(int Engines = 2)
{
    /// <summary>How long one call may work on one molecule before it is refused.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many identities are remembered (about 1 kB each).</summary>
    public int Remembered { get; init; } = 100_000;
}

/// <summary>
/// Parses molecules and makes their identity. Thread-safe; calls wait for a free engine. Bad input is an <see cref="Parsed.Error"/>, never an exception and never a crash.
/// </summary>
public sealed class Toolkit : IDisposable
{
    static string? s_version;

    readonly EnginePool _pool;
    readonly TimeSpan _limit;
    readonly Recent<string, Identity> _identities;

    /// <summary>A toolkit; nothing is started before the first call.</summary>
    public Toolkit(ToolkitOptions? options = null)
    {
        options ??= new ToolkitOptions();
        _pool = new EnginePool(options.Engines);
        _limit = options.TimeLimit;
        _identities = new(options.Remembered);
    }

    /// <summary>Name and version, e.g. "rdkit 2026.09.1".</summary>
    public string Version => s_version ??= _pool.Version();

    /// <summary>
    /// From SMILES (at most 2,000 characters and 400 atoms, no spaces inside). Multiplicity is the one given, else the lowest that the radical electrons allow,
    /// where two radical electrons count as parallel ([O][O] and [CH2] are triplets). A multiplicity that does not fit the number of electrons is an error.
    /// </summary>
    public Parsed FromSmiles(string smiles, int? multiplicity = null)
    {
        smiles = smiles.Trim();
        if (InputLimits.SmilesDefect(smiles) is { } defect) return new(null, defect);
        return Of("identity", smiles, smiles).With(multiplicity, Version);
    }

    /// <summary>From many SMILES, in parallel over the engines; the answers stand in the order of the inputs.</summary>
    public IReadOnlyList<Parsed> FromSmilesAll(IReadOnlyList<string> smiles) => Each(smiles, s => FromSmiles(s));

    /// <summary>
    /// From an MDL molfile (V2000 or V3000); the first one if there are more. Its identity is that of its canonical SMILES, so that it does not matter which way a molecule came.
    /// Query atoms, R-groups and AND/OR stereo groups are errors: they are not one molecule.
    /// </summary>
    public Parsed FromMolfile(string molfile, int? multiplicity = null)
    {
        var (text, defect) = InputLimits.Molfile(molfile);
        if (text is null) return new(null, defect);
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return Of("molfile", text, key).With(multiplicity, Version);
    }

    /// <summary>
    /// From coordinates: connectivity, bond orders and stereochemistry are perceived. An error says why they could not be, or why the input is impossible; where only
    /// perception failed, the answer has both the error and a molecule known by its atoms alone, without SMILES and InChIKey.
    /// Isotopes are not told by coordinates. The same molecule in the same stereochemical shape costs the engine one call, however many frames there are.
    /// </summary>
    public Parsed FromGeometry(Geometry geometry, int charge, int multiplicity)
    {
        if (geometry.Defect() is { } defect) return new(null, defect);
        var (symbols, electrons) = Counted(geometry, charge);
        if (electrons < 0) return new(null, $"charge {charge} is more than its {electrons + charge} electrons");
        if (Identity.SpinDefect(multiplicity, electrons) is { } impossible) return new(null, impossible);
        var bare = Molecule.FromAtoms(symbols, charge, multiplicity);
        if (geometry.Count > InputLimits.Atoms || bare.HeavyAtoms > InputLimits.HeavyAtoms)
            return new(bare, $"it has {geometry.Count} atoms, at most {InputLimits.Atoms} ({InputLimits.HeavyAtoms} besides hydrogen) are perceived");
        var (lewis, why) = LewisStructure.Of(geometry with { Symbols = symbols }, charge, multiplicity);
        if (lewis is null) return new(bare, why);
        var (identity, chosen) = Best(geometry with { Symbols = symbols }, lewis);
        if (identity.Error is not null) return new(bare, identity.Error);
        if (identity.Formula != bare.Formula || identity.Charge != charge || identity.Atoms != bare.Atoms || identity.Radicals != lewis.RadicalElectrons)
            return new(bare, $"the perceived structure {identity.Smiles} does not have the atoms and electrons of the geometry");
        var (molecule, error) = identity.With(multiplicity, Version);
        return molecule is null ? new(bare, error) : new(molecule with { Connectivity = chosen ? Model.Connectivity.Likely : Model.Connectivity.Certain }, null);
    }

    /// <summary>
    /// From coordinates whose charge nobody tells: 0 if a closed-shell structure without formal charges fits, else the one charge of -2 to 2 for which a sound structure does
    /// (<see cref="ChargeSearch"/>); where none or several fit, an error and the atoms alone. Its connectivity is likely at best.
    /// </summary>
    public Parsed FromGeometry(Geometry geometry)
    {
        if (geometry.Defect() is { } defect) return new(null, defect);
        var (symbols, _) = Counted(geometry, 0);
        var bare = Molecule.FromAtoms(symbols, 0, Molecule.LowestMultiplicity(symbols, 0));
        if (geometry.Count > InputLimits.Atoms || bare.HeavyAtoms > InputLimits.HeavyAtoms) return FromGeometry(geometry, 0, bare.Multiplicity);
        var (charge, why) = ChargeSearch.Of(geometry with { Symbols = symbols });
        if (charge is not { } q) return new(bare, why);
        var (molecule, error) = FromGeometry(geometry, q, 1);
        return new(molecule is { Connectivity: not null } ? molecule with { Connectivity = Model.Connectivity.Likely } : bare, error);
    }

    /// <summary>Morgan fingerprint of radius 2 with 2048 bits (ECFP4-like) as 32 words, or null if the SMILES is bad.</summary>
    public ulong[]? Fingerprint(string smiles) => FingerprintOf("morgan", smiles);

    /// <summary>Morgan fingerprints of many SMILES, in parallel over the engines, in the order of the inputs.</summary>
    public IReadOnlyList<ulong[]?> FingerprintAll(IReadOnlyList<string> smiles) => Each(smiles, Fingerprint);

    /// <summary>Atom-pair fingerprint with 2048 bits as 32 words, or null if the SMILES is bad.</summary>
    public ulong[]? AtomPairs(string smiles) => FingerprintOf("atompair", smiles);

    /// <summary>
    /// RDKit's descriptors by its names (exactmw and amw in Da, tpsa in Å², CrippenClogP, CrippenMR, ring and atom counts, connectivity and shape indices; about 40), or null if the SMILES is bad.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Descriptors(string smiles)
    {
        using var answer = Ask("descriptors", smiles);
        return answer?.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number).ToDictionary(p => p.Name, p => p.Value.GetDouble());
    }

    /// <summary>Whether the molecule has the substructure, or null if the SMILES or the SMARTS is bad.</summary>
    public bool? Matches(string smiles, string smarts)
    {
        if (InputLimits.SmartsDefect(smarts) is not null) return null;
        using var answer = Ask("matches", smiles, smarts);
        return answer?.RootElement.GetProperty("found").GetBoolean();
    }

    /// <summary>The same molecule written another way: its atoms in an order drawn by chance, or null if the SMILES is bad. For proving that what is told of a molecule does not depend on how it is written.</summary>
    public string? Rewritten(string smiles)
    {
        using var answer = Ask("rewritten", smiles);
        return answer?.RootElement.GetProperty("smiles").GetString();
    }

    /// <summary>Structure drawing as an SVG element (transparent ground, size in pixels), or null if the SMILES is bad.</summary>
    public string? Depict(string smiles, int width = 250, int height = 200) => Depict(smiles, null, width, height);

    /// <summary>Structure drawing in which every match of a SMARTS is highlighted, or null if the SMILES or the SMARTS is bad.</summary>
    public string? Depict(string smiles, string? highlight, int width = 250, int height = 200)
    {
        if (highlight is not null && InputLimits.SmartsDefect(highlight) is not null) return null;
        using var answer = Ask("depict", smiles, Math.Clamp(width, 20, 4000), Math.Clamp(height, 20, 4000), highlight);
        string? svg = answer?.RootElement.GetProperty("svg").GetString();
        return svg?[Math.Max(0, svg.IndexOf("<svg", StringComparison.Ordinal))..];
    }

    /// <inheritdoc/>
    public void Dispose() => _pool.Dispose();

    // Of equally good Lewis structures the one with most aromatic atoms; if different molecules are still left, none.
    (Identity Identity, bool Chosen) Best(Geometry geometry, LewisStructure lewis)
    {
        var candidates = new[] { lewis }.Concat(lewis.Rivals).Select(l => new PerceivedMolfile(geometry, l)).Select(m => Of("molfile", m.Text, m.Key)).ToList();
        if (candidates.Count == 1 || candidates[0].Error is not null) return (candidates[0], false);
        var sound = candidates.Where(c => c.Error is null).ToList();
        int most = sound.Max(c => c.AromaticAtoms);
        var best = sound.Where(c => c.AromaticAtoms == most).ToList();
        return best.Select(c => c.InChIKey).Distinct().Count() == 1
            ? (best[0], sound.Select(c => c.InChIKey).Distinct().Count() > 1)
            : (new Identity($"several Lewis structures fit its coordinates equally well: {string.Join(" or ", best.DistinctBy(c => c.InChIKey).Take(3).Select(c => c.Smiles))}"), false);
    }

    static (IReadOnlyList<string> Symbols, int Electrons) Counted(Geometry geometry, int charge)
    {
        var numbers = geometry.Symbols.Select(s => Elements.Number(s)!.Value).ToList();
        return ([.. numbers.Select(Elements.Symbol)], numbers.Sum() - charge);
    }

    // A refusal is remembered like an identity; a failure of the engine (time, trap) is not, because it may have been the machine's fault.
    Identity Of(string question, string text, string key)
    {
        if (_identities.TryGet(key, out var known)) return known;
        var answer = _pool.Ask(question, _limit, text);
        if (answer.Json is null) return new Identity(answer.Failure);
        string? failure = null;
        var identity = Identity.Read(answer.Json, canonical =>
        {
            var census = _pool.Ask("census", _limit, canonical);
            failure = census.Failure;
            return census.Json;
        });
        if (failure is not null) return new Identity(failure);
        _identities.Add(key, identity);
        return identity;
    }

    ulong[]? FingerprintOf(string kind, string smiles)
    {
        using var answer = Ask("fingerprint", smiles, kind);
        if (answer is null) return null;
        byte[] bytes = Convert.FromHexString(answer.RootElement.GetProperty("hex").GetString()!);
        var words = new ulong[bytes.Length / 8];
        for (int i = 0; i < words.Length; i++) words[i] = BitConverter.ToUInt64(bytes, 8 * i);
        return words;
    }

    JsonDocument? Ask(string question, string smiles, params object?[] more)
    {
        smiles = smiles.Trim();
        if (InputLimits.SmilesDefect(smiles) is not null) return null;
        var answer = _pool.Ask(question, _limit, [smiles, .. more]);
        if (answer.Json is null) return null;
        var document = JsonDocument.Parse(answer.Json);
        if (!document.RootElement.TryGetProperty("error", out _)) return document;
        document.Dispose();
        return null;
    }

    /// <summary>Engines that work at the same time.</summary>
    internal int Engines => _pool.Size;

    /// <summary>A question of rdkit.js as it stands; null where the engine fails or refuses.</summary>
    internal JsonDocument? AskAbout(string question, params object?[] arguments)
    {
        var answer = _pool.Ask(question, _limit, arguments);
        if (answer.Json is null) return null;
        var document = JsonDocument.Parse(answer.Json);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out _)) return document;
        document.Dispose();
        return null;
    }

    /// <summary>One text of an answer, or why there is none.</summary>
    internal (string? Text, string? Error) Told(string question, string name, params object?[] arguments)
    {
        var answer = _pool.Ask(question, _limit, arguments);
        if (answer.Json is null) return (null, answer.Failure);
        using var document = JsonDocument.Parse(answer.Json);
        return document.RootElement.TryGetProperty("error", out var error) ? (null, error.GetString()) : (document.RootElement.GetProperty(name).GetString(), null);
    }

    T[] Each<T>(IReadOnlyList<string> inputs, Func<string, T> work)
    {
        var answers = new T[inputs.Count];
        Parallel.For(0, inputs.Count, new ParallelOptions { MaxDegreeOfParallelism = _pool.Size }, i => answers[i] = work(inputs[i]));
        return answers;
    }
}
