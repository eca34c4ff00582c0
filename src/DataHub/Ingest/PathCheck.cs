// Do the records of one input fit each other? Energies along a path against their gradients, and the way of an optimisation.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Ingest;

/// <summary>
/// Compares neighbours of one input. Between two near geometries the energy changes by the mean gradient times the displacement; where several neighbours agree on another factor, the
/// gradient has the other sign (it is a force) or another unit. Memory: one record beyond the chunk.
/// </summary>
sealed class PathCheck
{
    const int Enough = 3;

    Calculation? _last;
    string? _verdict;

    /// <summary>What is doubtful in the next records of the input, by their place; a place without a calculation is one that was refused.</summary>
    public IEnumerable<(int Place, Fault Fault)> Next(IReadOnlyList<(Calculation? Calculation, string Source)> records)
    {
        _verdict ??= Verdict(Ratios(records));
        if (_verdict is not null)
            for (int i = 0; i < records.Count; i++)
                if (records[i].Calculation?.Values.List(Property.Gradient) is not null)
                    yield return (i, new Fault(records[i].Source, null, Property.Gradient.Name, _verdict, "Name forces as forces and gradients as gradients, with their unit.") { Grade = Grade.Quarantine });
        for (int i = 0; i < records.Count; i++)
            if (Uphill(records, i) is { } fault) yield return (i, fault);
        _last = records.LastOrDefault(r => r.Calculation is not null).Calculation ?? _last;
    }

    /// <summary>Energy change by what the gradients foretell, for each pair of neighbours in which both are large enough to tell.</summary>
    List<double> Ratios(IReadOnlyList<(Calculation? Calculation, string Source)> records)
    {
        var ratios = new List<double>();
        var before = _last;
        foreach (var (c, _) in records)
        {
            if (c is null) continue;
            if (before is not null && Ratio(before, c) is { } ratio) ratios.Add(ratio);
            before = c;
        }
        return ratios;
    }

    static double? Ratio(Calculation a, Calculation b)
    {
        if (a.Values[Property.Energy] is not { } ea || b.Values[Property.Energy] is not { } eb || a.Values.List(Property.Gradient) is not { } ga || b.Values.List(Property.Gradient) is not { } gb) return null;
        if (a.Geometry is not { } x || b.Geometry is not { } y || a.Level != b.Level || a.Molecule.Charge != b.Molecule.Charge || a.Molecule.Multiplicity != b.Molecule.Multiplicity) return null;
        if (ga.Count != 3 * x.Count || gb.Count != ga.Count || !x.Symbols.SequenceEqual(y.Symbols)) return null;
        double foretold = 0;
        for (int i = 0; i < ga.Count; i++)
        {
            double step = (y.Coordinates[i] - x.Coordinates[i]) * Units.AngstromToBohr;
            if (Math.Abs(step) > 0.5) return null;
            foretold += 0.5 * (ga[i] + gb[i]) * step;
        }
        double change = eb - ea;
        return Math.Abs(change) < 1e-5 || Math.Abs(foretold) < 1e-7 ? null : change / foretold;
    }

    static string? Verdict(List<double> ratios)
    {
        if (ratios.Count < Enough) return null;
        double middle = Median(ratios);
        if (Median([.. ratios.Select(r => Math.Abs(r - middle))]) > 0.2 * Math.Abs(middle) || middle is > 0.4 and < 2.5) return null;
        return middle is < -0.4 and > -2.5 ? $"along {ratios.Count} neighbours of the file the energy falls where the gradient says that it rises: it has the sign of a force"
            : $"along {ratios.Count} neighbours of the file the energy changes by {middle.ToString("G4", CultureInfo.InvariantCulture)} times what the gradient says: it has another unit or belongs to other energies";
    }

    static double Median(List<double> list)
    {
        list.Sort();
        return 0.5 * (list[(list.Count - 1) / 2] + list[list.Count / 2]);
    }

    /// <summary>An optimisation that ends higher than it began, or above one of its own steps by more than 0.1 mEh. Its steps follow it.</summary>
    static Fault? Uphill(IReadOnlyList<(Calculation? Calculation, string Source)> records, int place)
    {
        if (records[place].Calculation is not { Driver: Driver.Optimization, Status: Status.Success } c || c.Values[Property.Energy] is not { } final) return null;
        double? first = null, lowest = null;
        for (int i = place + 1; i < records.Count && records[i].Source.Contains(", step ", StringComparison.Ordinal); i++)
            if (records[i].Calculation is { Driver: not Driver.Optimization } step && step.Level == c.Level && step.Molecule.Formula == c.Molecule.Formula && step.Values[Property.Energy] is { } e)
            {
                first ??= e;
                lowest = Math.Min(lowest ?? e, e);
            }
        Fault Of(Grade grade, string message, string remedy) => new(records[place].Source, null, Property.Energy.Name, message, remedy) { Grade = grade };
        if (first is { } start && final > start + 1e-5) return Of(Grade.Quarantine, $"the optimisation ended {((final - start) * 1000).ToString("G4", CultureInfo.InvariantCulture)} mEh above its start", "Look whether energy and geometry belong together.");
        return lowest is { } low && final > low + 1e-4 ? Of(Grade.Warning, $"the optimisation ended {((final - low) * 1000).ToString("G4", CultureInfo.InvariantCulture)} mEh above its lowest step", "Look whether it converged to the structure that was meant.") : null;
    }
}
