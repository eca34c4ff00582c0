// Values that follow from others by definition, so that every reader need not compute them.
using DataHub.Model;

namespace DataHub.Ingest;

static class Derived
{
    /// <summary>Fills in gap (LUMO - HOMO), dipole (norm of the vector) and gradient norm where they are absent and their sources are present.</summary>
    public static void Complete(Values v)
    {
        if (v[Property.Gap] is null && v[Property.Lumo] - v[Property.Homo] is { } gap) v[Property.Gap] = gap;
        if (v[Property.Dipole] is null && v.List(Property.DipoleVector) is { } d) v[Property.Dipole] = Norm(d);
        if (v[Property.GradientNorm] is null && v.List(Property.Gradient) is { } g) v[Property.GradientNorm] = Norm(g);
    }

    static double Norm(IReadOnlyList<double> x) => Math.Sqrt(x.Sum(y => y * y));
}
