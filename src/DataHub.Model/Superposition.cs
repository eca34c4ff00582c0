// The best superposition of two sets of points whose correspondence is known.
namespace DataHub.Model;

/// <summary>A proper rotation (row-major 3 x 3) that takes the second set onto the first, the root-mean-square deviation and the largest deviation of one point, Å.</summary>
readonly record struct Superposition(double[] Rotation, double Rmsd, double Largest)
{
    /// <summary>
    /// Of centred coordinates <paramref name="a"/> and <paramref name="b"/>, where point i of a belongs to point <paramref name="partner"/>[i] of b. The rotation is the eigenvector
    /// of the largest eigenvalue of Horn's quaternion matrix (J. Opt. Soc. Am. A 4 (1987) 629): always proper, so a mirror image is never superposed. Deviations are summed over the
    /// points themselves, because the formula through the eigenvalue loses the digits that matter here.
    /// </summary>
    public static Superposition Of(double[] a, double[] b, int[] partner)
    {
        int n = partner.Length;
        double xx = 0, xy = 0, xz = 0, yx = 0, yy = 0, yz = 0, zx = 0, zy = 0, zz = 0;
        for (int i = 0; i < n; i++)
        {
            int j = partner[i];
            double u = b[3 * j], v = b[3 * j + 1], w = b[3 * j + 2], x = a[3 * i], y = a[3 * i + 1], z = a[3 * i + 2];
            (xx, xy, xz, yx, yy, yz, zx, zy, zz) = (xx + u * x, xy + u * y, xz + u * z, yx + v * x, yy + v * y, yz + v * z, zx + w * x, zy + w * y, zz + w * z);
        }
        var (values, vectors) = Symmetric.Eigen(new[,]
        {
            { xx + yy + zz, yz - zy, zx - xz, xy - yx },
            { yz - zy, xx - yy - zz, xy + yx, zx + xz },
            { zx - xz, xy + yx, yy - xx - zz, yz + zy },
            { xy - yx, zx + xz, yz + zy, zz - xx - yy },
        });
        int best = Array.IndexOf(values, values.Max());
        double q0 = vectors[0, best], q1 = vectors[1, best], q2 = vectors[2, best], q3 = vectors[3, best];
        double[] r =
        [
            q0 * q0 + q1 * q1 - q2 * q2 - q3 * q3, 2 * (q1 * q2 - q0 * q3), 2 * (q1 * q3 + q0 * q2),
            2 * (q1 * q2 + q0 * q3), q0 * q0 - q1 * q1 + q2 * q2 - q3 * q3, 2 * (q2 * q3 - q0 * q1),
            2 * (q1 * q3 - q0 * q2), 2 * (q2 * q3 + q0 * q1), q0 * q0 - q1 * q1 - q2 * q2 + q3 * q3,
        ];
        double sum = 0, largest = 0;
        for (int i = 0; i < n; i++)
        {
            int j = partner[i];
            double u = b[3 * j], v = b[3 * j + 1], w = b[3 * j + 2];
            double dx = r[0] * u + r[1] * v + r[2] * w - a[3 * i], dy = r[3] * u + r[4] * v + r[5] * w - a[3 * i + 1], dz = r[6] * u + r[7] * v + r[8] * w - a[3 * i + 2];
            double square = dx * dx + dy * dy + dz * dz;
            sum += square;
            largest = Math.Max(largest, square);
        }
        return new(r, Math.Sqrt(sum / n), Math.Sqrt(largest));
    }
}
