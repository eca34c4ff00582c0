// What is turned away before RDKit sees it.
using System.Globalization;
using System.Text.RegularExpressions;

namespace DataHub.Chemistry;

/// <summary>
/// Bounds on input. RDKit recurses along chains and branches, and traps near 700 atoms in a row or 300 nested branches;
/// the bounds lie well below that.
/// </summary>
static partial class InputLimits
{
    public const int SmilesLength = 2000, HeavyAtoms = 400, Atoms = 999, Nesting = 100, SmartsLength = 500, MolfileLength = 500_000;

    const string SmilesCharacters = "[]()=#$:/\\.+-%@<>~*&";

    /// <summary>Why the SMILES is not even tried, or null.</summary>
    public static string? SmilesDefect(string smiles)
    {
        if (smiles.Length == 0) return "the SMILES is empty";
        if (smiles.Length > SmilesLength) return $"the SMILES has {smiles.Length} characters, at most {SmilesLength} are taken";
        int depth = 0, atoms = 0, bracket = -1;
        for (int i = 0; i < smiles.Length; i++)
        {
            char c = smiles[i];
            if (!char.IsAsciiLetterOrDigit(c) && !SmilesCharacters.Contains(c)) return $"character {i + 1} ({Shown(c)}) does not belong in a SMILES";
            if (c == '*') return $"character {i + 1} is the wildcard atom '*', so it is not one molecule";
            if (c == '~') return $"character {i + 1} is the any-bond '~', so it is not one molecule";
            if (c == '[')
            {
                if (bracket >= 0) return $"the bracket opened at character {bracket + 1} is opened again at character {i + 1}";
                bracket = i;
                atoms++;
            }
            else if (c == ']')
            {
                if (bracket < 0) return $"the bracket closed at character {i + 1} was never opened";
                bracket = -1;
            }
            else if (bracket < 0)
            {
                if (c == '(' && ++depth > Nesting) return $"branches are nested deeper than {Nesting}";
                if (c == ')' && --depth < 0) return $"the branch closed at character {i + 1} was never opened";
                if (char.IsAsciiLetter(c) && !(c is 'l' or 'r' && i > 0 && smiles[i - 1] is 'C' or 'B')) atoms++;
            }
        }
        if (bracket >= 0) return $"the bracket opened at character {bracket + 1} is not closed";
        if (depth > 0) return depth == 1 ? "a branch is not closed" : $"{depth} branches are not closed";
        return atoms > HeavyAtoms ? $"it has {atoms} atoms, at most {HeavyAtoms} are taken" : null;
    }

    /// <summary>Why the SMARTS is not even tried, or null.</summary>
    public static string? SmartsDefect(string smarts)
    {
        if (smarts.Length == 0) return "the SMARTS is empty";
        if (smarts.Length > SmartsLength) return $"the SMARTS has {smarts.Length} characters, at most {SmartsLength} are taken";
        int depth = 0, deepest = 0;
        for (int i = 0; i < smarts.Length; i++)
        {
            char c = smarts[i];
            if (c is <= ' ' or > '~') return $"character {i + 1} ({Shown(c)}) does not belong in a SMARTS";
            if (c is '(' or '[') deepest = Math.Max(deepest, ++depth);
            if (c is ')' or ']') depth--;
        }
        return deepest > Nesting ? $"the SMARTS is nested deeper than {Nesting}" : null;
    }

    /// <summary>The one molfile that is to be read (everything after "M  END" is dropped, header lines in ASCII), or why it is not tried.</summary>
    public static (string? Molfile, string? Defect) Molfile(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return (null, "the molfile is empty");
        if (text.Length > MolfileLength) return (null, $"the molfile has {text.Length} characters, at most {MolfileLength} are taken");
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        int end = Array.FindIndex(lines, l => l.StartsWith("M  END", StringComparison.Ordinal));
        if (end < 0) return (null, "the molfile has no 'M  END' line");
        if (end < 4) return (null, "the molfile ends before its counts line");
        for (int i = 0; i <= end; i++)
            for (int k = 0; k < lines[i].Length; k++)
                if (lines[i][k] is (< ' ' and not '\t') or > '~')
                {
                    if (i >= 3 || lines[i][k] < ' ') return (null, $"line {i + 1} of the molfile has a character ({Shown(lines[i][k])}) that does not belong there");
                    lines[i] = NotAscii().Replace(lines[i], "?");
                }
        var counts = V3000Counts().Match(string.Join('\n', lines, 3, end - 3));
        string declared = counts.Success ? counts.Groups[1].Value : lines[3].PadRight(3)[..3].Trim();
        if (!int.TryParse(declared, NumberStyles.None, CultureInfo.InvariantCulture, out int atoms)) return (null, "line 4 of the molfile does not begin with a number of atoms");
        if (atoms > Atoms) return (null, $"it has {atoms} atoms, at most {Atoms} are taken");
        int heavy = counts.Success ? lines.Take(end).Count(l => V3000Heavy().IsMatch(l)) : lines.Skip(4).Take(atoms).Count(l => l.Length > 32 && l[31] is not 'H' and not 'D' || l.Length > 32 && char.IsAsciiLetter(l[32]));
        if (heavy > HeavyAtoms) return (null, $"it has {heavy} atoms besides hydrogen, at most {HeavyAtoms} are taken");
        return (string.Join('\n', lines, 0, end + 1) + "\n", null);
    }

    static string Shown(char c) => c is > ' ' and <= '~' ? $"'{c}'" : $"U+{(int)c:X4}";

    [GeneratedRegex("[^ -~]")] private static partial Regex NotAscii();
    [GeneratedRegex(@"^M  V30 COUNTS\s+(\d+)", RegexOptions.Multiline)] private static partial Regex V3000Counts();
    [GeneratedRegex(@"^M  V30 \d+ (?!H |D )\S+ \S+ \S+ \S+ \d+")] private static partial Regex V3000Heavy();
}
