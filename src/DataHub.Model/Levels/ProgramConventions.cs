// What a program means by its words and does unasked (schemas/levels/programs.json): the same word is not the same model in every program.
namespace DataHub.Model;

/// <summary>The conventions of one program: its own meanings of method and dispersion words, whether it freezes the core unasked, and the sources.</summary>
sealed record ProgramConventions(string Program, IReadOnlyDictionary<string, string> Methods, IReadOnlyDictionary<string, string> Refused, IReadOnlyDictionary<string, string> Dispersions, IReadOnlyDictionary<string, string> Bases, string? Core)
{
    static readonly Dictionary<string, ProgramConventions> All = Read();

    internal static ProgramConventions Of(string program) => All.GetValueOrDefault(program) ?? new(program, Empty, Empty, Empty, Empty, null);

    static readonly Dictionary<string, string> Empty = [];

    static Dictionary<string, ProgramConventions> Read()
    {
        var all = new Dictionary<string, ProgramConventions>();
        using var doc = LevelNames.Table("programs.json");
        foreach (var p in doc.RootElement.GetProperty("programs").EnumerateArray())
        {
            Dictionary<string, string> Map(string name) => !p.TryGetProperty(name, out var o) ? [] : o.EnumerateObject().ToDictionary(x => LevelNames.Key(x.Name), x => x.Value.GetString()!);
            var name = p.GetProperty("program").GetString()!;
            all[name] = new(name, Map("methods"), Map("refused"), Map("dispersions"), Map("bases"), p.TryGetProperty("core", out var c) ? c.GetString() : null);
        }
        return all;
    }
}
