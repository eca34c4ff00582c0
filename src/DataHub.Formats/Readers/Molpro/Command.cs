// One program of a Molpro job that printed an energy: the method, its energy, and the lines that belong to it.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Molpro;

/// <summary>The part of an output from the heading of an energy program to that of the next one.</summary>
sealed partial class Command
{
    [GeneratedRegex(@"^\s*!\s*(\S+)\s+(?:STATE\s+(\d+)\.\d+\s+)?(?:total\s+)?energy\s*:?\s+(-?\d+\.\d+)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex EnergyLine();

    [GeneratedRegex(@"PROGRAM \* (\S+)")]
    private static partial Regex Heading();

    /// <summary>Programs that go with an energy and make none.</summary>
    static readonly string[] Companions = ["SEWARD", "ALASKA", "POP", "MATROP", "FREQUENCIES", "HESSIAN", "OPT", "FORCE", "CPHF", "TRANSFORM", "POLARIZABILITY", "MULTIPOLE", "PROPERTY", "GRADIENT", "CCSDGRAD", "DFTGRAD", "MERGE", "CUBE", "NBO", "LOCALI", "FORCES", "HESSIAN(NUM)"];

    Command(OutputText all, int from, int to, string program) => (From, To, Text, Program) = (from, to, all.Part(from, to), program);

    public int From { get; }
    public int To { get; }
    public OutputText Text { get; }
    /// <summary>The name in the heading, such as RHF-SCF, MP2, CCSD.</summary>
    public string Program { get; }
    public string? Method { get; private set; }
    public double? Energy { get; private set; }
    public bool IsExcited { get; private set; }
    public bool IsScf => Program.Contains("SCF") || Program.Contains("-KS") || Program is "RHF" or "UHF" or "RKS" or "UKS";

    /// <summary>The energy programs of an output in their order.</summary>
    public static List<Command> In(OutputText text)
    {
        var heads = new List<(int At, string Program)>();
        foreach (int i in text.All("PROGRAM * "))
            if (Heading().Match(text[i]) is { Success: true } m && !Companions.Contains(m.Groups[1].Value)) heads.Add((i, m.Groups[1].Value));
        var steps = new List<Command>();
        for (int k = 0; k < heads.Count; k++)
        {
            // What stands above a heading (functional, structure) is read from the lines before it.
            var step = new Command(text, heads[k].At, k + 1 < heads.Count ? heads[k + 1].At : text.Count, heads[k].Program);
            for (int i = 0; i < step.Text.Count; i++)
                if (EnergyLine().Match(step.Text[i]) is { Success: true } m && m.Groups[1].Value is var method && !method.EndsWith("[T]", StringComparison.Ordinal) && !method.EndsWith("-T", StringComparison.Ordinal))
                {
                    step.IsExcited |= m.Groups[2].Success && m.Groups[2].Value != "1";
                    (step.Method, step.Energy) = (method, OutputText.Real(m.Groups[3].Value));
                }
            steps.Add(step);
        }
        return steps;
    }

    /// <summary>Electrons of each spin as the SCF counts them.</summary>
    public (int Alpha, int Beta)? Electrons =>
        Text.After("NUMBER OF ELECTRONS:", Text.First("NUMBER OF ELECTRONS:")) is { } rest && OutputText.Fields(rest) is [var a, var b, ..] && OutputText.Whole(a.TrimEnd('+')) is { } alpha && OutputText.Whole(b.TrimEnd('-')) is { } beta ? (alpha, beta) : null;
}
