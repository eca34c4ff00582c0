// Do the intervals cover and does the tolerance hold, on real tables of excitation energies (QM8)?
using System.Globalization;
using DataHub.Chemistry;
using DataHub.Compute.Surrogates;
using DataHub.Model;
using DataHub.Screening;
using Xunit;

namespace DataHub.Tests.Screening;

public class CoverageTests
{
    static readonly Lazy<Sample[]?> Qm8 = new(Read);

    /// <summary>1,000 random molecules: CC2 excitation energy in eV, PBE0 value as the cheap level.</summary>
    static Sample[]? Read()
    {
        if (Shared.Data is null || Path.Combine(Shared.Data, "replay", "qm8_tddft_cc2.csv") is var path && !File.Exists(path)) return null;
        var random = new Random(11);
        var rows = File.ReadLines(path!).Skip(1).Select(l => l.Split(',')).ToArray();
        random.Shuffle(rows);
        using var toolkit = new Toolkit();
        var descriptors = new Descriptors(toolkit);
        var samples = new List<Sample>();
        foreach (var row in rows.Take(1100))
            if (toolkit.FromSmiles(row[14]).Molecule is { Smiles: { } smiles } m && descriptors.Of(smiles, m.Formula, m.Charge, m.Multiplicity, Number(row[6]) * Units.HartreeToEv) is { } f)
                samples.Add(new Sample(row[0], f, Number(row[2]) * Units.HartreeToEv));
        return [.. samples.Take(1000)];
        static double Number(string s) => double.Parse(s, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(400, false)]
    [InlineData(100, true)]
    [InlineData(400, true)]
    public void Nominal_90_percent_intervals_cover_85_percent_of_a_random_hold_out(int n, bool delta)
    {
        Assert.SkipUnless(Qm8.Value is not null, "the shared table replay/qm8_tddft_cc2.csv is not there");
        var (predictions, card) = Held(n, delta, 0.3);
        double coverage = predictions.Average(p => Math.Abs(p.Error) <= p.Prediction.HalfWidth ? 1.0 : 0), mae = predictions.Average(p => Math.Abs(p.Error));
        TestContext.Current.SendDiagnosticMessage($"{card.Name} n={n}: coverage {coverage:0.000}, mean half width {predictions.Average(p => p.Prediction.HalfWidth):0.000} eV, mean error {mae:0.000} eV, leave-one-out {card.LooMae:0.000} eV");
        Assert.InRange(coverage, 0.85, 0.97);
        Assert.InRange(mae, 0, delta ? 0.25 : 0.65);
        Assert.Equal(mae, card.LooMae, 0.15);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.4)]
    public void Errors_of_accepted_predictions_exceed_the_tolerance_no_more_often_than_stated(double tolerance)
    {
        Assert.SkipUnless(Qm8.Value is not null, "the shared table replay/qm8_tddft_cc2.csv is not there");
        var (predictions, card) = Held(400, true, tolerance);
        var accepted = predictions.Where(p => p.Prediction.Accepted).ToArray();
        double bad = accepted.Length == 0 ? 0 : accepted.Average(p => Math.Abs(p.Error) > tolerance ? 1.0 : 0);
        TestContext.Current.SendDiagnosticMessage($"tolerance {tolerance} eV: {accepted.Length} of {predictions.Length} accepted, {bad:0.000} beyond");
        Assert.Contains("acceptance calibrated", card.Guarantee);
        Assert.True(bad <= 0.1 + 2 * Math.Sqrt(0.1 * 0.9 / Math.Max(accepted.Length, 1)), $"{bad:0.000} of {accepted.Length}");
        if (tolerance >= 0.4) Assert.True(accepted.Length > 100, $"{accepted.Length} accepted");
    }

    static ((Prediction Prediction, double Error)[] Predictions, ModelCard Card) Held(int n, bool delta, double tolerance)
    {
        var all = Qm8.Value!;
        ISurrogate surrogate = delta ? new DeltaGaussianProcess("PBE0") : new DirectGaussianProcess();
        var (model, refusal) = surrogate.Train([.. all.Take(n)], "CC2", "e1", new SurrogateSettings(0.9, tolerance));
        Assert.Null(refusal);
        return ([.. all.Skip(500).Select(s => (model!.Predict(s.Features).Prediction, s.Value)).Where(x => x.Prediction is not null).Select(x => (x.Prediction!, x.Value - x.Prediction!.Value))], model!.Card);
    }
}
