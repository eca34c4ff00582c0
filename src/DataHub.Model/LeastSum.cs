// Partners by the least sum of costs.
namespace DataHub.Model;

static class LeastSum
{
    /// <summary>
    /// For each row of a square matrix its column, every column once, so that the sum of the costs is least: shortest augmenting paths with dual prices
    /// (Jonker, Volgenant, Computing 38 (1987) 325). Time goes with the third power of the size.
    /// </summary>
    public static int[] Of(double[,] cost)
    {
        int n = cost.GetLength(0);
        var rowPrice = new double[n + 1];
        var price = new double[n + 1];
        // Row (from 1) that has column j; column 0 stands for the row that is being placed.
        var owner = new int[n + 1];
        var before = new int[n + 1];
        for (int row = 1; row <= n; row++)
        {
            owner[0] = row;
            int column = 0;
            var least = new double[n + 1];
            var done = new bool[n + 1];
            Array.Fill(least, double.PositiveInfinity);
            do
            {
                done[column] = true;
                int r = owner[column], next = -1;
                double step = double.PositiveInfinity;
                for (int j = 1; j <= n; j++)
                {
                    if (done[j]) continue;
                    double reduced = cost[r - 1, j - 1] - rowPrice[r] - price[j];
                    if (reduced < least[j]) (least[j], before[j]) = (reduced, column);
                    if (least[j] < step) (step, next) = (least[j], j);
                }
                for (int j = 0; j <= n; j++)
                    if (done[j]) { rowPrice[owner[j]] += step; price[j] -= step; }
                    else least[j] -= step;
                column = next;
            }
            while (owner[column] != 0);
            for (; column != 0; column = before[column]) owner[column] = owner[before[column]];
        }
        var chosen = new int[n];
        for (int j = 1; j <= n; j++) chosen[owner[j] - 1] = j - 1;
        return chosen;
    }
}
