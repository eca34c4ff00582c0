// Lists of molecules, asked chunk by chunk: memory does not grow with the list.
using System.Collections.Concurrent;
using DataHub.Chemistry;
using DataHub.Formats.Lists;
using DataHub.Model;

namespace DataHub.Screening.Reuse;

/// <summary>An entry of a list with what is known of it, or why it was not understood. Exactly one of the two is set.</summary>
public sealed record KnownEntry(Listed Asked, KnownResult? Result, string? Error);

/// <summary>Asks lists of any length. An entry with an InChIKey never goes through the toolkit; a SMILES, a molfile or a geometry does.</summary>
public sealed class KnownList(Known known, Toolkit toolkit)
{
    const int ChunkSize = 2048;
    readonly ConcurrentDictionary<string, Level?> _levels = new();

    /// <summary>The entries with their answers in the order of the list. So many chunks as there are <paramref name="workers"/> are asked at a time.</summary>
    public IEnumerable<KnownEntry> Ask(IEnumerable<Listed> list, KnownOrder order, int workers, CancellationToken cancel = default)
    {
        var running = new Queue<Task<KnownEntry[]>>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var token = stop.Token;
        try
        {
            foreach (var chunk in list.Chunk(ChunkSize))
            {
                cancel.ThrowIfCancellationRequested();
                running.Enqueue(Task.Run(() => Chunk(chunk, order, token), token));
                if (running.Count <= workers) continue;
                foreach (var entry in running.Dequeue().GetAwaiter().GetResult()) yield return entry;
            }
            while (running.TryDequeue(out var last))
                foreach (var entry in last.GetAwaiter().GetResult()) yield return entry;
        }
        finally
        {
            // Whoever stops early may close the archive next: nothing may be reading it then.
            stop.Cancel();
            foreach (var left in running) left.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }

    KnownEntry[] Chunk(Listed[] chunk, KnownOrder order, CancellationToken cancel)
    {
        var entries = new KnownEntry[chunk.Length];
        var groups = new Dictionary<Property, (List<IReadOnlyList<Question>> Questions, List<int> Places)>();
        for (int i = 0; i < chunk.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var (questions, error) = Questions(chunk[i], order);
            if (questions is null) { entries[i] = new(chunk[i], null, error); continue; }
            if (!groups.TryGetValue(questions[0].Property, out var group)) groups[questions[0].Property] = group = ([], []);
            group.Questions.Add(questions);
            group.Places.Add(i);
        }
        foreach (var (questions, places) in groups.Values)
        {
            var results = known.Ask(questions);
            for (int i = 0; i < places.Count; i++) entries[places[i]] = new(chunk[places[i]], results[i], null);
        }
        return entries;
    }

    (IReadOnlyList<Question>? Questions, string? Error) Questions(Listed entry, KnownOrder order)
    {
        if (entry.Defect is { } defect) return (null, defect);
        var (level, property) = (order.Level, order.Property);
        if (entry.Property is { } named && (Property.One(named) is not { } found ? null : property = found) is null) return (null, $"'{named}' is no property of one number, nor one entry of a list such as excitation_energies[1]");
        if (entry.Level is { } text && (_levels.GetOrAdd(text, Parsed) is not { } parsed ? null : level = parsed) is null) return (null, $"'{text}' is no level of theory");
        var own = order with { Level = level, Property = property, GeometryLevel = entry.Geometry is null ? order.GeometryLevel : null };
        Question Of(Molecule m) => own.Of(m) with { Geometry = entry.Geometry };
        if (entry.InChIKey is { } key)
        {
            var states = MoleculeKey.States(key, entry.Charge, entry.Multiplicity, entry.Smiles, entry.Formula);
            return (states.Length == 1 ? [Of(states[0])] : Array.ConvertAll(states, Of), null);
        }
        var made = entry.Smiles is { } smiles ? toolkit.FromSmiles(smiles, entry.Multiplicity) : entry.Molfile is { } molfile ? toolkit.FromMolfile(molfile, entry.Multiplicity)
            : toolkit.FromGeometry(entry.Geometry!, entry.Charge ?? 0, entry.Multiplicity ?? Molecule.LowestMultiplicity(entry.Geometry!.Symbols, entry.Charge ?? 0));
        // Where coordinates have no structure with a key, they are looked up themselves.
        if (made.Molecule is null or { InChIKey: null } && (entry.Geometry ?? entry.Spatial) is { } shape && shape.Defect() is null && Atoms(shape, entry, made.Molecule) is { } atoms) return ([own.Of(atoms) with { Geometry = shape, GeometryLevel = null }], null);
        if (made.Error is not null || made.Molecule is not { } molecule) return (null, (made.Error ?? "no structure could be made of it") + (entry.Geometry is not null && entry.Charge is null ? " (its charge is not told; 0 was tried)" : ""));
        if (entry.Charge is { } charge && charge != molecule.Charge) return (null, $"charge {charge} is told, but the structure has {molecule.Charge}");
        // A record at the very coordinates may have been kept without a structure.
        return (entry.Geometry ?? entry.Spatial) is { } here && here.Defect() is null && Atoms(here, entry, molecule) is { } bare ? ([Of(molecule), own.Of(bare) with { Geometry = here, GeometryLevel = null }], null) : ([Of(molecule)], null);
    }

    /// <summary>The atoms of a geometry alone with what is told of their state, else charge 0 and the lowest multiplicity; null where no such state exists.</summary>
    static Molecule? Atoms(Geometry shape, Listed entry, Molecule? made)
    {
        int charge = entry.Charge ?? made?.Charge ?? 0, lowest = Molecule.LowestMultiplicity(shape.Symbols, charge), multiplicity = entry.Multiplicity ?? lowest;
        return multiplicity < 1 || (multiplicity - lowest) % 2 != 0 ? null : Molecule.FromAtoms(shape.Symbols, charge, multiplicity);
    }

    static Level? Parsed(string text)
    {
        try { return Level.Parse(text); }
        catch (FormatException) { return null; }
    }
}
